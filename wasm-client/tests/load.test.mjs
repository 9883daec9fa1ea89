import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import test from 'node:test';
import { importFacade, moduleFiles, wasmUrl } from './module.mjs';

/** Serves one answer on a free port of this machine. */
async function serve(status, type, body) {
  const server = createServer((_, response) => {
    response.writeHead(status, type ? { 'content-type': type } : {});
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}/stimchat.wasm`, stop: () => server.close() };
}

test('loads from beside itself, once', async () => {
  const { init } = await importFacade({ fresh: true });
  const first = await init();
  assert.equal(await init(), first);
  assert.equal(first.protocolVersion, 1);
  assert.deepEqual(first.limits, { textCodePointsMax: 2000, reportNoteCodePointsMax: 500 });
});

test('loads from bytes, a URL and an address', async () => {
  for (const source of [await readFile(wasmUrl), wasmUrl, wasmUrl.href]) {
    const { init } = await importFacade({ fresh: true });
    assert.equal((await init(source)).checkText('hi').ok, true);
  }
});

test('loads over HTTP with the right and with a wrong content type', async () => {
  const bytes = await readFile(wasmUrl);
  for (const type of ['application/wasm', 'application/octet-stream', null]) {
    const { url, stop } = await serve(200, type, bytes);
    const { init } = await importFacade({ fresh: true });
    assert.equal((await init(url)).protocolVersion, 1);
    stop();
  }
});

test('says what came instead of the module, and can be tried again', async () => {
  const { init } = await importFacade({ fresh: true });
  const missing = await serve(404, 'text/html', '<!doctype html>');
  await assert.rejects(init(missing.url), (error) => {
    assert.match(error.message, /status 404/);
    assert.match(error.message, /text\/html/);
    assert.ok(error.message.includes(missing.url));
    return true;
  });
  missing.stop();
  const page = await serve(200, 'text/html', '<!doctype html><title>Not found</title>');
  await assert.rejects(init(page.url), /no WebAssembly module at .*status 200, content type text\/html/);
  page.stop();
  assert.equal((await init()).protocolVersion, 1);
});

test('module and glue stay within 32 KB over the wire', async () => {
  const budget = 32 * 1024;
  let total = 0;
  for (const file of moduleFiles) total += execFileSync('gzip', ['-9'], { input: await readFile(file) }).length;
  assert.ok(total <= budget, `${total} bytes, ${total - budget} too many`);
});

test('nothing in the glue needs eval', async () => {
  for (const file of moduleFiles.slice(1)) {
    assert.doesNotMatch(await readFile(file, 'utf8'), /\beval\b|new Function/);
  }
});

// Validates web/api/openapi.json: against the schema of OpenAPI 3.1, and each of its examples against the schema it
// stands beside.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const document = JSON.parse(await readFile(new URL('../../../web/api/openapi.json', import.meta.url), 'utf8'));

/** The part of the document that a local reference points to, e.g. "#/components/schemas/Ban". */
function resolve(reference) {
  return reference.slice(2).split('/').reduce((part, key) => {
    assert.ok(key in part, `${reference} points nowhere`);
    return part[key];
  }, document);
}

/** Calls back with every object in the document and its path. */
function visit(part, path, seen) {
  if (part === null || typeof part !== 'object') return;
  seen(part, path);
  for (const [key, value] of Object.entries(part)) visit(value, `${path}/${key}`, seen);
}

/** Every media type object with its examples. */
function mediaTypes() {
  const found = [];
  visit(document, '#', (part, path) => {
    if (!('schema' in part) || !path.includes('/content/')) return;
    const examples = [...('example' in part ? [part.example] : []),
                      ...Object.values(part.examples ?? {}).map((example) => example.value)];
    found.push({ path, schema: part.schema, examples });
  });
  return found;
}

function compile(schema) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv.compile({ ...schema, components: document.components });
}

test('the file is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(document));
  assert.deepEqual(result.errors ?? [], []);
  assert.ok(result.valid);
  assert.match(document.openapi, /^3\.1\./);
});

test('the validator refuses a broken file', async () => {
  const broken = structuredClone(document);
  broken.paths['/api/v1/report'].post.responses = { 201: {} };
  assert.equal((await new Validator().validate(broken)).valid, false);
});

test('every reference points somewhere, and every component is used', () => {
  const used = new Set();
  visit(document, '#', (part) => {
    if (typeof part.$ref !== 'string') return;
    resolve(part.$ref);
    used.add(part.$ref);
  });
  for (const kind of ['schemas', 'responses', 'parameters'])
    for (const name of Object.keys(document.components[kind]))
      assert.ok(used.has(`#/components/${kind}/${name}`), `${kind}/${name} is never used`);
});

test('each example fits the schema beside it', () => {
  let checked = 0;
  for (const { path, schema, examples } of mediaTypes()) {
    const valid = compile(schema);
    for (const example of examples) {
      assert.ok(valid(example), `${path}: ${JSON.stringify(valid.errors)}`);
      checked += 1;
    }
  }
  assert.ok(checked >= 40, `only ${checked} examples`);
});

test('each JSON body has an example', () => {
  for (const { path, examples } of mediaTypes()) {
    if (path.includes('openapi.json') || path.includes('text~1html') || path.includes('text/html')) continue;
    assert.ok(examples.length > 0, path);
  }
});

test('request bodies are closed: a field that is not described is refused', () => {
  for (const [name, body] of [['ReportRequest', { conversation_id: '1b671a64-40d5-491e-99b0-da01ff1f3341', reason: 'other' }],
                              ['SignIn', { name: 'alice', password: 'a long password' }],
                              ['Decision', { action: 'ban', duration: '7d' }]]) {
    const valid = compile({ $ref: `#/components/schemas/${name}` });
    assert.ok(valid(body), name);
    assert.ok(!valid({ ...body, extra: 'x' }), name);
  }
});

test('every operation has an id of its own, a summary, and says what can go wrong', () => {
  const ids = new Set();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      assert.ok(operation.operationId && !ids.has(operation.operationId), `${method} ${path}`);
      ids.add(operation.operationId);
      assert.ok(operation.summary, `${method} ${path}`);
      const answers = Object.keys(operation.responses);
      assert.ok(answers.some((status) => status < '400'), `${method} ${path}`);
      if (operation.requestBody)
        for (const status of ['400', '403', '413', '415', '422']) assert.ok(answers.includes(status), `${method} ${path}: ${status}`);
      if (path.startsWith('/api/v1/admin/')) assert.ok(answers.includes('503'), `${method} ${path}`);
    }
  }
});

test('every changing call of the console takes the CSRF token', () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!path.startsWith('/api/v1/admin/')) continue;
    for (const [method, operation] of Object.entries(operations)) {
      if (method === 'get' || operation.operationId === 'signIn') continue;
      const parameters = (operation.parameters ?? []).map((parameter) => parameter.$ref);
      assert.ok(parameters.includes('#/components/parameters/CsrfToken'), `${method} ${path}`);
    }
  }
});

// Where the built module is, and what the tests need of it.
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const folder = process.env.STIMCHAT_WASM_DIR ?? resolve(import.meta.dirname, '../../build/wasm/wasm-client');

export const moduleFiles = ['stimchat.wasm', 'index.mjs', 'client.mjs', 'kept.mjs'].map((name) => resolve(folder, name));
export const wasmUrl = pathToFileURL(moduleFiles[0]);
export const vectorsUrl = new URL('../../shared/tests/vectors/', import.meta.url);

let copies = 0;
/** The facade as a page gets it; `fresh` for one that has not been loaded yet. */
export async function importFacade({ fresh = false } = {}) {
  return import(pathToFileURL(moduleFiles[1]) + (fresh ? `?copy=${++copies}` : ''));
}

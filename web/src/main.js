/** Loads the protocol module, then hands over to the page. */
import { slot } from './dom.js';
import { startPage } from './page.js';

/** @param {string} words */
function giveUp(words) {
  const hint = slot(document, 'boot');
  hint.textContent = words;
  hint.classList.remove('boot-hint');
  hint.setAttribute('role', 'alert');
}

async function start() {
  if (typeof WebAssembly !== 'object') {
    giveUp('StimChat needs WebAssembly, and this browser does not have it or has it switched off. Please try a newer browser, or switch off its strictest protection for this page.');
    return;
  }
  try {
    const { init } = await import('/client/index.mjs');
    const stimchat = await init();
    startPage(stimchat, stimchat.createClient({ clientName: 'stimchat-web/0.1' }));
  } catch (fault) {
    console.error(fault);
    giveUp('A part of StimChat could not be loaded, so it cannot start. Please check your connection and load the page again.');
  }
}

void start();

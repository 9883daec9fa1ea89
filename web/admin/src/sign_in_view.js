import { find, setText, slot } from '../../src/dom.js';
import { Fault } from './api.js';

/** The form to sign in. */
export class SignInView {
  #form = find(document, '#sign-in', HTMLFormElement);
  #name = find(this.#form, '#name', HTMLInputElement);
  #password = find(this.#form, '#password', HTMLInputElement);
  #fault = slot(this.#form, 'sign-in-fault');
  #button = find(this.#form, 'button', HTMLButtonElement);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #countdown;
  #busy = false;

  /**
   * @param {import('./api.js').Api} api
   * @param {(session: import('./api.js').Session) => void} signedIn
   */
  constructor(api, signedIn) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit(api, signedIn);
    });
  }

  /** @param {string} why shown above the button; empty if there is nothing to explain */
  open(why) {
    this.#say(why);
    (this.#name.value === '' ? this.#name : this.#password).focus();
  }

  /** @param {import('./api.js').Api} api @param {(session: import('./api.js').Session) => void} signedIn */
  async #submit(api, signedIn) {
    if (this.#busy) return;
    this.#setBusy(true);
    this.#say('');
    try {
      const session = await api.signIn(this.#name.value.trim(), this.#password.value);
      this.#form.reset();
      signedIn(session);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#refused(error);
    } finally {
      this.#setBusy(false);
    }
  }

  /** @param {Fault} fault */
  #refused(fault) {
    if (fault.kind === 'sign-in-refused') {
      this.#say('Name or password is wrong. Check both and try again.');
      this.#password.select();
      this.#password.focus();
    } else if (fault.kind === 'sign-in-throttled') {
      this.#wait(fault.retryAfterS ?? 1);
    } else {
      this.#say(fault.message);
    }
  }

  /** @param {number} seconds */
  #wait(seconds) {
    const end = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0) return setText(this.#fault, `Too many attempts. Try again in ${left} s.`);
      this.#say('You can try again now.');
    };
    this.#say('');
    tick();
    // An alert would be read out each second.
    this.#fault.setAttribute('aria-live', 'off');
    this.#countdown = setInterval(tick, 1000);
  }

  /** @param {string} words */
  #say(words) {
    clearInterval(this.#countdown);
    this.#fault.removeAttribute('aria-live');
    setText(this.#fault, words);
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    this.#button.setAttribute('aria-disabled', String(busy));
    setText(this.#button, busy ? 'Signing in...' : 'Sign in');
  }
}

// People at the real client module, who chat, report each other, and know by themselves how to come back.
import { pathToFileURL } from 'node:url';
import { NodeSocket } from './socket.mjs';

const clientsOfOneModule = 16;
const pause = 60; // between the steps of one person, in milliseconds, on average

class Person {
  said = 0; // texts that the server has taken
  heard = 0; // texts of others
  #timer;

  constructor(client, random) {
    this.client = client;
    this.random = random;
    client.subscribe((view) => (this.heard += this.#newTexts(view)));
    this.#later();
  }

  get isUp() {
    return this.client.view.link === 'up';
  }

  stop() {
    clearTimeout(this.#timer);
    this.client.close();
  }

  #seen = new Set();
  #newTexts(view) {
    let fresh = 0;
    for (const { author, messageId } of view.log) {
      if (author !== 'stranger' || this.#seen.has(messageId)) continue;
      this.#seen.add(messageId);
      ++fresh;
    }
    if (view.log.length === 0) this.#seen.clear();
    return fresh;
  }

  #later() {
    this.#timer = setTimeout(() => this.#step(), pause * (0.5 + this.random()));
  }

  #step() {
    const { phase, link, report } = this.client.view;
    if (phase === 'consent') this.client.agree();
    else if (phase === 'chatting' && link === 'up') this.#inChat();
    else if (['idle', 'no_partner'].includes(phase)) this.client.find();
    // Mostly somebody waits for the report to be stored, but not for ever: the client brings it home by itself.
    else if (phase === 'ended' && (!['sending', 'waiting'].includes(report) || this.random() < 0.1)) this.client.find();
    this.#later();
  }

  #inChat() {
    const what = this.random();
    if (what < 0.1) this.client.report('spam_or_scam', 'from the crash test');
    else if (what < 0.13) this.client.leave();
    else this.client.send(`text ${this.said}`).then(() => ++this.said, () => {});
  }
}

/** What the server answered to reports, as it came in: the promise that has to be kept. */
export class Answers {
  stored = []; // {at, report, conversation}: 201
  refused = []; // {at, status}

  note(status, body, sent) {
    if (status === 201) this.stored.push({ at: Date.now(), report: body.report_id, conversation: sent.conversation_id });
    else this.refused.push({ at: Date.now(), status });
  }
  storedBetween(from, to) {
    return this.stored.filter(({ at }) => at >= from && at <= to).length;
  }
}

/** Listens in on the fetch that the client uses. */
function listen(answers) {
  const fetch = globalThis.fetch;
  globalThis.fetch = async (url, options) => {
    const response = await fetch(url, options);
    if (String(url).endsWith('/api/v1/report')) {
      const body = await response.clone().json().catch(() => ({}));
      answers.note(response.status, body, JSON.parse(options.body));
    }
    return response;
  };
}

/** The module once more for each number: it takes care of one page, not of a crowd. */
async function load(module, number) {
  const { init } = await import(`${pathToFileURL(`${module}/index.mjs`).href}?${number}`);
  return init();
}

export class Crowd {
  answers = new Answers();
  #people = [];

  /** @param {{module: string, port: number, people: number, random: () => number}} options */
  static async gather({ module, port, people, random }) {
    globalThis.WebSocket = NodeSocket;
    const crowd = new Crowd();
    listen(crowd.answers);
    for (let n = 0; n < people; ++n) {
      const chat = await load(module, Math.floor(n / clientsOfOneModule));
      const kept = new Map();
      const storage = {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      };
      crowd.#people.push(new Person(chat.createClient({ origin: `http://127.0.0.1:${port}`, storage, clientName: 'crash-test/1' }), random));
    }
    return crowd;
  }

  get size() {
    return this.#people.length;
  }
  get up() {
    return this.#people.filter((person) => person.isUp).length;
  }
  get said() {
    return this.#people.reduce((sum, { said }) => sum + said, 0);
  }
  get heard() {
    return this.#people.reduce((sum, { heard }) => sum + heard, 0);
  }
  stop() {
    for (const person of this.#people) person.stop();
  }
}

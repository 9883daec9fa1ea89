// What an integrator writes, checked strictly against index.d.ts through the package's own exports.
import { init, SendError, type Client, type LogEntry, type Phase, type Sent, type StimChat, type View } from 'stimchat';

const stimchat: StimChat = await init();
await init(new URL('https://chat.example/stimchat.wasm'));
await init(new Uint8Array(8));

const client: Client = stimchat.createClient({ origin: 'https://chat.example', storage: null, clientName: 'usage/1' });

const stop: () => void = client.subscribe((view: View) => {
  const phase: Phase = view.phase;
  const last: LogEntry | undefined = view.log.at(-1);
  const until: number | null = view.banUntil;
  console.log(phase, last?.text, until);
});

const sent: Sent = await client.send('Hello');
client.send('Hello again').catch((error: unknown) => {
  if (error instanceof SendError) console.log(error.code, error.message, error.entry);
});
client.composing(true);
client.atBottom(false);
client.retryUnsent();
client.discardUnsent();
client.report('spam_or_scam');
client.report('other', 'a note');
client.reconnectNow();
stop();

const check = stimchat.checkText('Hello');
console.log(check.ok ? check.codePoints : check.sentence, sent.messageId, stimchat.limits.textCodePointsMax);

// @ts-expect-error: not one of the reasons
client.report('rudeness');
// @ts-expect-error: the view is read only
client.view.phase = 'idle';
// @ts-expect-error: only a refused text has a sentence
console.log(check.sentence);

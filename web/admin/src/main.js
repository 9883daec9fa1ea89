import { find } from '../../src/dom.js';
import { startThemeSwitch } from '../../src/theme_switch.js';
import { Api } from './api.js';
import { Console } from './console.js';
import { SignInView } from './sign_in_view.js';

startThemeSwitch();
const api = new Api();
const signIn = new SignInView(api, (session) => moderation.enter(session));
const moderation = new Console(api, (why) => signIn.open(why));
find(document, '#sign-out', HTMLButtonElement).addEventListener('click', () => void moderation.leave());
void moderation.resume();

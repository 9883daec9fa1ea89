/** The switch between dark and light; the choice is remembered, see theme.js. */
import { find, setText, slot } from './dom.js';

export function startThemeSwitch() {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: light)');
  const button = find(document, '#theme', HTMLButtonElement);
  const shown = () => root.dataset['theme'] ?? (system.matches ? 'light' : 'dark');
  const label = () => setText(slot(button, 'theme'), shown() === 'dark' ? 'Light theme' : 'Dark theme');

  button.addEventListener('click', () => {
    const chosen = shown() === 'dark' ? 'light' : 'dark';
    root.dataset['theme'] = chosen;
    try {
      localStorage.setItem('stimchat_theme', chosen);
    } catch {
      // Without storage the choice holds for this visit.
    }
    label();
  });
  system.addEventListener('change', label);
  label();
}

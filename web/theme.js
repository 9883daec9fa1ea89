// Sets a chosen theme before the first paint, so that nobody is dazzled at night: hence a classic script in <head>.
// Without a choice the system's own preference holds (theme.css).
(() => {
  try {
    const chosen = localStorage.getItem('stimchat_theme');
    if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden: then the system's preference holds.
  }
})();

/** Copying, as far as the browser lets the page. */

/** @param {string} text @returns {Promise<string>} what to say about it */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied.';
  } catch {
    return 'This browser does not let the page copy. The text can be selected and copied by hand.';
  }
}

/**
 * Makes an element. Text is always text, never markup: what phones show comes from elsewhere.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] properties, attributes, and `onclick`-style listeners
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name in node) /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (node))[name] = value;
    else node.setAttribute(name, String(value));
  }
  node.append(...children);
  return node;
}

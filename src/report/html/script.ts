/**
 * The page's script: search and filter by host. Everything is on the page without it. An item is shown when it is of the
 * chosen host (the nearest `data-hosts` around it, numbers of hosts; without one it is of every host) and holds the words looked for;
 * a box is shown while an item in it is. A folded part opens while it is searched.
 */
export const SCRIPT = `
(() => {
  const form = document.querySelector('.filter');
  const [search, host, status] = ['[type=search]', 'select', '[role=status]'].map((one) => form.querySelector(one));
  const items = [...document.querySelectorAll('.item')].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    hosts: element.closest('[data-hosts]')?.dataset.hosts.split(' ') ?? null,
  }));
  const boxes = [...document.querySelectorAll('.box')].map((element) => ({ element, items: [...element.querySelectorAll('.item')] }));
  const folded = [...document.querySelectorAll('details')].map((element) => ({ element, open: element.open }));
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const chosen = host.value;
    let shown = 0;
    for (const { element, text, hosts } of items) {
      const fits = (chosen === '' || hosts === null || hosts.includes(chosen)) && words.every((word) => text.includes(word));
      element.hidden = !fits;
      if (fits) shown++;
    }
    for (const box of boxes) box.element.hidden = box.items.every((item) => item.hidden);
    const active = words.length > 0 || chosen !== '';
    for (const { element, open } of folded) element.open = active || open;
    status.textContent = active ? (shown === 0 ? 'Nothing matches.' : shown + ' of ' + items.length + ' entries') : '';
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    }
    if (event.key === 'Escape' && (search.value !== '' || host.value !== '')) form.reset();
  });
  let before = [];
  addEventListener('beforeprint', () => {
    before = folded.filter(({ element }) => !element.open);
    for (const { element } of before) element.open = true;
  });
  addEventListener('afterprint', () => {
    for (const { element } of before) element.open = false;
  });
  form.hidden = false;
  apply();
})();
`;

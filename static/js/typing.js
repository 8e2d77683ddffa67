// What is typed while the server fills something in stays: the answer knows nothing of it yet.
(() => {
  const sent = new WeakMap();
  const texts = (area) => new Map(
    [...area.querySelectorAll("input:not([type=hidden]), textarea")].map((each) => [each.id, each.value])
  );

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.target) sent.set(detail.xhr, texts(detail.target));
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const before = sent.get(detail.xhr);
    if (!before) return;
    const typed = [...texts(detail.target)].filter(
      ([id, text]) => before.has(id) && before.get(id) !== text
    );
    if (!typed.length) return;
    document.addEventListener("htmx:afterSettle", () => {
      for (const [id, text] of typed) document.getElementById(id).value = text;
    }, { once: true });
  });
})();

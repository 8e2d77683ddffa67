// Keeps what #live says clear of the control that was pressed, and of those one moves on to.
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  // How far the page was scrolled when a change was told; a failure stays until the next message.
  let toldAt = null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.verb === "get") return;
    const pressed = event.detail.elt.getBoundingClientRect();
    const middle = (pressed.top + pressed.bottom) / 2;
    live.toggleAttribute("data-above", middle > window.innerHeight / 2);
    toldAt = null;
  });
  document.addEventListener("htmx:afterSettle", () => { toldAt = window.scrollY; });

  const putAway = () => {
    live.replaceChildren();
    toldAt = null;
  };
  live.addEventListener("click", putAway);
  document.addEventListener("scroll", () => {
    if (toldAt === null) return;
    if (Math.abs(window.scrollY - toldAt) > window.innerHeight / 2) putAway();
  }, { passive: true });
})();

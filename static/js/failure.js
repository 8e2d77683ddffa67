// Says so when a change was not saved, and shows the quantity that is stored.
(() => {
  const failed = (event) => {
    const form = event.detail.elt?.closest?.("form");
    const saving = event.detail.requestConfig?.verb !== "get";
    if (form && saving) form.reset();
    const live = document.getElementById("live");
    if (live) live.textContent = saving ? live.dataset.notSaved : live.dataset.notLoaded;
  };
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, failed);
  }
})();

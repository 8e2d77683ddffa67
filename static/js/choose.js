// A form marked data-choose applies at once when a choice changes. Without this the button does.
(() => {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-choose]");
    if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
  });
})();

// Keeps the keyboard where the member is.
(() => {
  // An error summary is read first.
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();

  // After a swap htmx returns the focus by id. When the control is gone (− at 1 point takes the
  // whole stepper away) the focus goes to the one button that is left in the same card.
  let place = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const holder = document.activeElement?.closest("[id]:is(.card, .line, .order-box)");
    place = holder ? holder.id : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!place || (document.activeElement && document.activeElement !== document.body)) return;
    const control = document.getElementById(place)?.querySelector(
      "form button:not(.stepper__set):not(:disabled), form input:not([type=hidden])"
    );
    if (control) control.focus();
    place = null;
  });
})();

// Renews the code of the card each minute, says since when there is no signal, and lets a worker
// keep the card for such times. All times are differences on one clock: that of the phone.
(() => {
  const card = document.getElementById("card");
  const code = document.getElementById("code");
  const fresh = document.getElementById("fresh");
  const old = document.getElementById("old");
  const shown = document.getElementById("shown");
  const since = document.getElementById("since");
  const PATIENCE = 5000;
  const AGAIN = 15000;
  // The counter takes a code for one minute more than it is shown.
  const GRACE = 60000;

  let timer = 0;
  let goodUntil = 0;

  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(renew, milliseconds);
  };

  const mark = (isOld) => {
    card.classList.toggle("member-card--old", isOld);
    fresh.hidden = isOld;
    old.hidden = !isOld;
  };

  const show = (answer) => {
    code.textContent = `${answer.code.slice(0, 3)} ${answer.code.slice(3)}`;
    shown.textContent = since.textContent = answer.shown;
    goodUntil = Date.now() + answer.seconds * 1000;
    mark(false);
    later(answer.seconds * 1000);
  };

  const renew = async () => {
    // A phone in a pocket need not ask; it does so when it is looked at.
    if (document.hidden) return;
    try {
      const answer = await fetch(card.dataset.code, {
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      // Signed out, or there is no card any more: the page itself says what is so.
      if (answer.type === "opaqueredirect" || answer.status === 404) return location.reload();
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      // Another number: the card was replaced, or it is another member's turn.
      if (found.number !== card.dataset.number) return location.reload();
      show(found);
    } catch {
      if (Date.now() > goodUntil + GRACE || !navigator.onLine) mark(true);
      later(AGAIN);
    }
  };

  const look = () => {
    if (!document.hidden && Date.now() >= goodUntil) renew();
  };

  // A page that was kept is older than its code.
  const age = Date.now() - Number(card.dataset.shown) * 1000;
  const life = Number(card.dataset.seconds) * 1000;
  if (navigator.onLine && Math.abs(age) < life) {
    goodUntil = Date.now() + life - Math.max(age, 0);
    later(goodUntil - Date.now());
  } else {
    if (age > life + GRACE) mark(true);
    renew();
  }
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", renew);
  window.addEventListener("offline", renew);

  // Browsers on plain http and private windows have none; the card works without.
  navigator.serviceWorker?.register(card.dataset.worker).catch(() => {});
})();

// Keeps the last good card for times without signal, and nothing else of the member. Its reach is
// /card/; the address it was registered with says for how many days a card is kept.
const CARD = new URL(self.registration.scope).pathname;
const DAYS = Number(new URL(self.location).searchParams.get("days"));
const STORE = "card";
const KEPT_AT = "X-Kept-At";
const PATIENCE = 4000;
// Signed out, or there is no card for this person.
const NO_CARD = new Set([401, 403, 404, 410]);

const drop = () => caches.delete(STORE);

const keep = async (answer) => {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, Date.now());
  const copy = new Response(await answer.blob(), { status: 200, headers });
  await (await caches.open(STORE)).put(CARD, copy);
};

const kept = async () => {
  const answer = await caches.match(CARD, { cacheName: STORE, ignoreVary: true });
  if (!answer) return null;
  const age = Date.now() - Number(answer.headers.get(KEPT_AT));
  if (age < DAYS * 24 * 60 * 60 * 1000) return answer;
  await drop();
  return null;
};

// Keep or drop by what the server says of the card now.
const heed = async (answer) => {
  if (answer.type === "opaqueredirect" || NO_CARD.has(answer.status)) await drop();
  else if (answer.status === 200) await keep(answer.clone());
  return answer;
};

const serve = async (network) => {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([network.catch(() => null), late]);
  if (answer && answer.status < 500) return answer;
  return (await kept()) ?? network;
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  // The page that registers its first worker was not opened through it.
  const first = fetch(CARD, { redirect: "manual", cache: "no-store" }).then(heed);
  event.waitUntil(first.catch(() => {}));
});

self.addEventListener("activate", (event) => event.waitUntil(kept()));

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  // A form on the pages of the card changes the card.
  if (event.request.method !== "GET") return event.waitUntil(drop());
  if (new URL(event.request.url).pathname !== CARD) return;
  const network = fetch(event.request).then(heed);
  event.waitUntil(network.catch(() => {}));
  event.respondWith(serve(network));
});

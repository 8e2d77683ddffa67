// A picture that does not come is replaced by the drawing of its temperature zone.
(() => {
  const replace = (picture) => {
    const instead = picture.dataset?.instead;
    if (!instead) return;
    delete picture.dataset.instead;
    picture.removeAttribute("srcset");
    picture.src = instead;
  };
  document.addEventListener("error", (event) => replace(event.target), true);
  for (const picture of document.querySelectorAll("img[data-instead]")) {
    if (picture.complete && picture.naturalWidth === 0) replace(picture);
  }
})();

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear]")) trigger("clear");
});

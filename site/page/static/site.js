// What every page does: the menu of small screens; filters that lie open where there is
// room, and leave out of the address what is not chosen.
'use strict';
(function () {
  var opener = document.querySelector('.opener');
  if (opener) {
    opener.addEventListener('click', function () {
      var open = opener.getAttribute('aria-expanded') !== 'true';
      opener.setAttribute('aria-expanded', String(open));
    });
  }
  document.querySelectorAll('.filterbox').forEach(function (box) {
    box.open = box.open || window.innerWidth > 768;
    var form = box.querySelector('form');
    form.addEventListener('submit', function () {
      var empty = [...form.elements].filter(function (e) { return e.name && !e.value; });
      empty.forEach(function (e) { e.disabled = true; });
      setTimeout(function () { empty.forEach(function (e) { e.disabled = false; }); }, 0);
    });
  });
})();

// What every page does: the menu of small screens, and charts that fit their place.
'use strict';
(function () {
  var opener = document.querySelector('.opener');
  if (opener) {
    opener.addEventListener('click', function () {
      var open = opener.getAttribute('aria-expanded') !== 'true';
      opener.setAttribute('aria-expanded', String(open));
    });
  }
})();

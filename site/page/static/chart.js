// Draws the charts of a page. A chart has options for a wide place and may have some for a
// narrow one; where it has none it keeps its least width and is scrolled. A mark with a link
// opens it.
'use strict';
(function () {
  var narrow = 560; // pixels
  function draw(place) {
    var small = place.parentNode.clientWidth < narrow && place.dataset.small;
    var options = dress(JSON.parse(small || place.dataset.options));
    var width = place.parentNode.clientWidth;
    width = Math.max(width, +(small ? place.dataset.smallLeast : place.dataset.least) || 0);
    options.series.forEach(function (s) {
      if (!(s.data || []).some(function (d) { return d && d.href; })) { s.cursor = 'default'; }
    });
    if (options.legend) { options.legend.width = width; }
    var old = echarts.getInstanceByDom(place);
    if (old) { old.dispose(); }
    place.textContent = '';
    var chart = echarts.init(place, null, { renderer: 'svg', width: width, height: +(small ? place.dataset.smallHeight : place.dataset.height) });
    chart.setOption(options);
    chart.on('click', function (p) {
      if (p.data && p.data.href) { location.href = p.data.href; }
    });
    if (place.scrollWidth > place.clientWidth) { place.tabIndex = 0; } else { place.removeAttribute('tabindex'); }
    place.dataset.drawn = 'true';
  }
  function start(place) {
    draw(place);
    var late, was = place.parentNode.clientWidth;
    window.addEventListener('resize', function () {
      clearTimeout(late);
      late = setTimeout(function () {
        if (was !== place.parentNode.clientWidth) { was = place.parentNode.clientWidth; draw(place); }
      }, 100);
    });
  }
  document.querySelectorAll('.chart').forEach(start);
  document.addEventListener('charts', function (e) { e.target.querySelectorAll('.chart').forEach(start); }); // a part that came later
})();

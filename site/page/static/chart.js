// Draws the charts of a page: <div class="chart" data-options data-width data-height>. A
// mark with a link opens it. Without this script the picture of the server stays.
'use strict';
(function () {
  function draw(place) {
    var options = dress(JSON.parse(place.dataset.options));
    var width = Math.max(place.parentNode.clientWidth, 320);
    place.textContent = '';
    var chart = echarts.init(place, null, { renderer: 'svg', width: Math.max(width, +place.dataset.least || 0), height: +place.dataset.height });
    chart.setOption(options);
    chart.on('click', function (p) {
      if (p.data && p.data.href) { location.href = p.data.href; }
    });
    place.dataset.drawn = 'true';
    return chart;
  }
  document.querySelectorAll('.chart').forEach(function (place) {
    var chart = draw(place);
    var late;
    window.addEventListener('resize', function () {
      clearTimeout(late);
      late = setTimeout(function () { chart.resize({ width: Math.max(place.parentNode.clientWidth, +place.dataset.least || 0) }); }, 100);
    });
  });
})();

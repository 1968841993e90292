// draw returns the chart as SVG text. measure gives text widths, because there is no font here.
echarts.setPlatformAPI({
  measureText: function (text, font) {
    var size = parseFloat((/(\d+(?:\.\d+)?)px/.exec(font || '') || [0, 13])[1]);
    var widths = /bold|[6-9]00/.test(font || '') ? advances['700'] : advances['400'];
    var sum = 0;
    for (var i = 0; i < text.length; i++) {
      var c = text.charAt(i);
      sum += widths.hasOwnProperty(c) ? widths[c] : c > '\u2e7f' ? 1000 : 600;
    }
    return { width: sum * size / 1000 };
  }
});
function draw(json, width, height) {
  var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: width, height: height });
  try {
    chart.setOption(dress(JSON.parse(json)));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

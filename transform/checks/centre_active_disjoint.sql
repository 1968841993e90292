-- id: centre_active_disjoint
-- severity: block
-- ru: периоды действия одного центра признания пересекаются
-- kk: бір тану орталығының қолданыс кезеңдері қиылысады
SELECT a.centre, a.vf, b.vf AS other_vf
FROM core.centre_active AS a
JOIN core.centre_active AS b ON b.centre = a.centre AND b.vf > a.vf
WHERE coalesce(a.vt, b.vf) >= b.vf

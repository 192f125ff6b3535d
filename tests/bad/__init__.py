"""Bad input: each kind with a clear answer and nothing lost. Which file of the suite tries which kind:

| kind | tried in |
|---|---|
| acts in the wrong order, twice, by the wrong person | `bad/test_order.py`; every route and role: `house/test_routes.py` |
| a form that comes again with the same and with another body | `bad/test_order.py`, `collect/test_resent.py` |
| 200 MB cut at 99 %, uploads cut, slow, too long | `bad/test_wire.py` (a real socket), `boot/test_sizes.py` |
| script named .jpg, SVG with script, HEIC, broken or 30,000 × 30,000 image | `bad/test_photos.py`, `collect/test_photos.py` |
| zip bombs, XML entities, workbooks cut and turned | `bad/test_tables.py`, `collect/imports/test_wrong_files.py` |
| the real CSVs mangled at random: encoding, ragged rows, quotes, NUL | `bad/test_tables.py`, `collect/imports/test_readers.py` |
| CSV formulas, in every file given out | `bad/test_formulas.py` |
| date 2099, year 1, a future `at`, no date at all | `bad/test_when_and_where.py`, `collect/imports/test_instants.py` |
| swapped, foreign, GCJ-02 coordinates, NaN | `bad/test_when_and_where.py`, `city/test_datum.py`, `city/test_places.py` |
| 100,000 characters, `<script>`, hidden marks, rare names, in every box of every form | `bad/test_forms.py` |
| boxes on a photo that nobody drew | `bad/test_boxes.py` |
| NUL, half letters, marks of direction in forms, addresses, cookies, tables | `bad/test_letters.py` |
| nonsense in every part of every address | `bad/test_addresses.py` |
| an unknown setting, a slip in a county file, a rule file, a mapping | `bad/test_written.py`, `city/test_load.py`, `law/test_loader.py` |

Two rules hold for all: whatever escapes a page would be its 500 and fails the test; a form that is refused comes back with
what was typed in it.
"""

"""How well photographed digits are classified:  python -m benchmarks.photographs [--each N].

Photographs are simulated from the project's drawings, kind by kind (tests/network/photographs.py),
and classified by the shipped network.  Only drawings that it classifies correctly when clean are
used.  Photographs without exactly one whole digit count as correct if they are refused with the
right reason.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from network import LayerlightError, classify, load_checkpoint_series, picture_from_file
from network.data.drawn_digits import load_drawn_digits
from network.recordings.pictures import Picture
from tests.network.photographs import UNUSABLE, USABLE, photographs


def main() -> None:
    """Print a table: kind, photographs, correctly classified or refused, other results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=40, help="photographs of each kind (40)")
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--kind", action="append", choices=[*USABLE, *UNUSABLE], metavar="KIND")
    options = parser.parse_args()
    film, drawn = load_checkpoint_series(), load_drawn_digits().arrays
    clean = [
        Picture(image, "", "drawing", int(label))
        for image, label in zip(drawn["images"], drawn["image_labels"], strict=True)
    ]
    answers = classify(clean, film)
    assert (answers.predictions == answers.labels).all(), "a drawing is read wrong when clean"
    print("| photograph | good | of | refused | wrong | of these, output ≥ 0.5 |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "photograph.jpg"
        for kind in options.kind or [*USABLE, *UNUSABLE]:
            found: Counter[str] = Counter()
            for label, data in photographs(kind, options.each, options.seed):
                file.write_bytes(data)
                try:
                    read = classify([picture_from_file(file)], film)
                except LayerlightError as error:
                    expected = kind in UNUSABLE and UNUSABLE[kind][1] in str(error)
                    found["good" if expected else "refused"] += 1
                    continue
                if kind in USABLE and read.predictions[0] == label:
                    found["good"] += 1
                else:
                    found["wrong"] += 1
                    found["sure"] += bool(read.activations[-1][0].max() >= 0.5)
            counts = " | ".join(str(found[key]) for key in ("refused", "wrong", "sure"))
            print(f"| {kind} | {found['good']} | {options.each} | {counts} |", flush=True)


if __name__ == "__main__":
    main()

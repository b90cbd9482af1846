"""Write the micro checkpoint and every golden file: `python models/reference/make.py`.

Deterministic: a second run writes the same bytes. `check.py` verifies what is committed.
"""

from checkpoint import load_compressors, load_odd_decoder, load_pipelines, save_checkpoint
from common import CHECKPOINT, GOLDEN, ODD_DECODER, quiet
from goldens import build_goldens, write_golden


def main() -> None:
    quiet()
    save_checkpoint(CHECKPOINT, ODD_DECODER)
    prior, decoder = load_pipelines(CHECKPOINT)
    for name, build in build_goldens(prior, decoder, load_odd_decoder(ODD_DECODER), load_compressors(CHECKPOINT)).items():
        write_golden(GOLDEN / name, build())
        print(f"golden/{name}: {(GOLDEN / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

"""Files as PyTorch wrote them before version 1.6, for tests/torch/read_tensors_test.ts.

python3 tests/torch/legacy.py > tests/torch/legacy.json
"""
import base64
import io
import json
from collections import OrderedDict

import torch


def saved(value):
    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=False)
    return base64.b64encode(file.getvalue()).decode()


class Hostile:
    def __reduce__(self):
        return (print, ("executed",))


plain = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8
tensors = OrderedDict(
    plain=plain,
    turned=plain.permute(2, 0, 1),
    part=plain[1, 1:],
    whole=torch.tensor([1, 2, 3]),
    scalar=torch.tensor(0.5),
)
print(json.dumps({
    "torch": torch.__version__,
    "file": saved(tensors),
    "values": {
        name: {"shape": list(t.shape), "data": t.reshape(-1).tolist()}
        for name, t in tensors.items() if t.is_floating_point()
    },
    "hostile": saved({"plain": plain, "more": Hostile()}),
    "not_tensors": saved({"plain": plain, "more": [1, 2]}),
    "double": saved({"plain": plain.double()}),
}))

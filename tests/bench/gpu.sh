#!/usr/bin/env bash
# What a machine with a GPU is to be asked, within ten minutes: the driver, the
# libraries, fifty steps against the CPU, that nothing leaves the card, every
# workload on every engine that is there beside PyTorch in the same precision
# (if a Python with it is found), PyTorch compiled, and the quickstart.
#
#   tests/bench/gpu.sh [folder for the results]
#
# Environment: DENO (a command, by default `npx --yes deno@2.9.6`), SENZAI_PYTHON.
# Each part has a time of its own; what fails or is absent does not keep the rest
# from being tried. On a machine without NVIDIA's driver WebGPU alone is measured.
set -uo pipefail
cd "$(dirname "$0")/../.."
read -ra deno <<<"${DENO:-npx --yes deno@2.9.6}"
out=${1:-gpu-results}
mkdir -p "$out"
out=$(cd "$out" && pwd)

# part NAME SECONDS COMMAND…
part() {
  local name=$1 limit=$2
  shift 2
  echo "== $name"
  local started=$SECONDS
  timeout "$limit" "$@" >"$out/$name.log" 2>&1
  local code=$?
  tail -n 15 "$out/$name.log"
  echo "== $name: exit code $code, $((SECONDS - started)) s"
}

part driver 10 nvidia-smi
[ -e engines/onnx-cuda/lib/complete.json ] || part libraries 240 "${deno[@]}" task engine:cuda
part doctor 60 "${deno[@]}" task pipeline doctor
part agreement 90 "${deno[@]}" test -A tests/tensor/engines_agree_test.ts \
  tests/tensor/engines/onnx_test.ts tests/tensor/onnx/cuda_test.ts
present=$(sed -n 's/^engine \([a-z0-9-]*\) *ok .*/\1/p' "$out/doctor.log")
for engine in onnx-cuda onnx-cuda-tf32 onnx-webgpu; do
  grep -qx "$engine" <<<"$present" || continue
  export SENZAI_TORCH_DEVICE=cpu SENZAI_TORCH_PRECISION=float32
  case $engine in onnx-cuda*) SENZAI_TORCH_DEVICE=cuda ;; esac
  case $engine in *-tf32) SENZAI_TORCH_PRECISION=tf32 ;; esac
  for workload in dcgan16 dcgan64 decoder-batch64 transformer sngan simclr; do
    part "bench-$engine-$workload" 60 \
      "${deno[@]}" task bench engine --engine "$engine" --only "$workload" --json
  done
  part "quickstart-$engine" 90 "${deno[@]}" task pipeline run \
    pipelines/quickstart.ts --engine "$engine" --store "$out/store-$engine" --quiet
  rm -rf "$out/store-$engine"
done
if grep -qx onnx-cuda <<<"$present"; then
  export SENZAI_TORCH_DEVICE=cuda SENZAI_TORCH_MODE=compiled
  for workload in dcgan16 sngan-resnet32 simclr-resnet18 transformer-block decoder-batch64; do
    part "compiled-$workload" 90 "${SENZAI_PYTHON:-python3}" tests/bench/peers/pytorch.py \
      <<<"{\"workload\":\"$workload\",\"threads\":8,\"calls\":20}"
  done
fi
grep -h '^{' "$out"/bench-*.log >"$out/bench.jsonl" || true
echo "Results: $out"

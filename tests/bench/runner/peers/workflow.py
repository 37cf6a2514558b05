"""The graph of pairs.ts for redun."""

from redun import File, task

redun_namespace = "bench"


@task()
def emit(value: float, path: str) -> File:
    file = File(path)
    file.write(f"{value}\n")
    return file


@task()
def truncate(source: File, path: str) -> File:
    file = File(path)
    file.write(f"{int(float(source.read()))}\n")
    return file


@task()
def join(rows: list, path: str) -> File:
    file = File(path)
    file.write(f"{sum(float(row.read()) for row in rows)}\n")
    return file


@task()
def main(nodes: int, shift: float) -> File:
    sources = nodes // 2
    pairs = nodes - 1 - sources
    rows = [emit(i + shift, f"emit/{i}.txt") for i in range(sources)]
    rows[:pairs] = [
        truncate(rows[i], f"truncate/{i}.txt") for i in range(pairs)
    ]
    return join(rows, "sum.txt")

import assert from "node:assert/strict";
import { join } from "node:path";
import { digestPath } from "../../../lib/run/cache/files.ts";
import { Store } from "../../../lib/store/store.ts";
import { sha256 } from "../../../lib/store/blobs.ts";
import { withFolder } from "../../fixtures/folder.ts";

function write(path: string, text: string): void {
  Deno.mkdirSync(join(path, ".."), { recursive: true });
  Deno.writeTextFileSync(path, text);
}

Deno.test("digestPath() of a file is the SHA-256 of its bytes", async () => {
  await withFolder((folder) => {
    using store = Store.open(join(folder, "store"));
    const path = join(folder, "a.txt");
    write(path, "hello");
    assert.equal(digestPath(path, store.memos), sha256("hello"));
    write(path, "hellp");
    assert.equal(digestPath(path, store.memos), sha256("hellp"));
  });
});

Deno.test({
  name: "digestPath() refuses what has no content to go by",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withFolder((folder) => {
      using store = Store.open(join(folder, "store"));
      assert.throws(() => digestPath("/dev/zero", store.memos), {
        code: "misuse",
        message:
          "Cannot read /dev/zero: /dev/zero is a device or a pipe, which has no content to go by; name a regular file, or a folder of such",
      });
      Deno.mkdirSync(join(folder, "own"));
      Deno.symlinkSync("/dev/zero", join(folder, "own", "endless"));
      assert.throws(() => digestPath(join(folder, "own"), store.memos), {
        message: /own: .*own\/endless is a device or a pipe/,
      });
    });
  },
});

Deno.test("digestPath() of a folder depends on names and bytes alone", async () => {
  await withFolder((folder) => {
    using store = Store.open(join(folder, "store"));
    const digest = (name: string) =>
      digestPath(join(folder, name), store.memos);
    write(join(folder, "a/x.txt"), "1");
    write(join(folder, "a/sub/y.txt"), "2");
    write(join(folder, "b/sub/y.txt"), "2");
    write(join(folder, "b/x.txt"), "1");
    write(join(folder, "b/.DS_Store"), "noise");
    assert.equal(digest("a"), digest("b"));
    const seen = new Set([digest("a")]);
    const changes: (() => void)[] = [
      () => write(join(folder, "a/x.txt"), "2"),
      () => Deno.renameSync(join(folder, "a/x.txt"), join(folder, "a/z.txt")),
      () => write(join(folder, "a/new.txt"), ""),
      () => Deno.removeSync(join(folder, "a/sub/y.txt")),
      () => write(join(folder, "a/suby.txt"), "2"),
    ];
    for (const change of changes) {
      change();
      assert.ok(!seen.has(digest("a")));
      seen.add(digest("a"));
    }
  });
});

Deno.test("digestPath() notices a change of equal size and modification time", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(join(folder, "store"));
    const path = join(folder, "a.txt");
    write(path, "one");
    const time = new Date(Date.now() - 60_000);
    Deno.utimeSync(path, time, time);
    // Past the time in which a hash is not trusted.
    await new Promise((done) => setTimeout(done, 2100));
    const before = digestPath(path, store.memos);
    assert.equal(digestPath(path, store.memos), before);
    write(path, "two");
    Deno.utimeSync(path, time, time);
    assert.equal(digestPath(path, store.memos), sha256("two"));
  });
});

Deno.test("digestPath() follows links and names what it cannot read", async () => {
  await withFolder((folder) => {
    using store = Store.open(join(folder, "store"));
    write(join(folder, "real/x.txt"), "1");
    Deno.symlinkSync(join(folder, "real"), join(folder, "link"));
    const digest = (name: string) =>
      digestPath(join(folder, name), store.memos);
    assert.equal(digest("link"), digest("real"));
    assert.throws(() => digest("absent"), {
      name: "PipelineError",
      message: /absent: no such file or folder$/,
    });
    Deno.symlinkSync(join(folder, "real"), join(folder, "real/loop"));
    assert.throws(
      () => digest("real"),
      /folders deep, or a loop|levels of sym/,
    );
  });
});

Deno.test({
  name: "digestPath() names the entry that it cannot read, and what to do",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withFolder(async (folder) => {
      using store = Store.open(join(folder, "store"));
      const own = join(folder, "own");
      write(join(own, "x.txt"), "1");
      const digest = (visible: boolean) =>
        digestPath(own, store.memos, { visible });
      const before = digest(true);
      Deno.symlinkSync("gone", join(own, "broken"));
      assert.throws(() => digest(false), {
        code: "misuse",
        message:
          `Cannot read ${own}: ${own}/broken is a link that leads nowhere; mend or remove it`,
      });
      assert.notEqual(digest(true), before);
      Deno.removeSync(join(own, "broken"));
      const { success } = await new Deno.Command("sh", {
        args: ["-c", "touch \"$(printf 'caf\\351.txt')\""],
        cwd: own,
      }).output();
      assert.ok(success);
      assert.throws(() => digest(false), {
        message: /own\/caf\\x\?\?\.txt has a name that is not UTF-8; rename it/,
      });
      assert.notEqual(digest(true), before);
    });
  },
});

Deno.test({
  name: "digestPath() reads nothing that the system shows as files",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await withFolder(async (folder) => {
      using store = Store.open(join(folder, "store"));
      for (const path of ["/proc/kmsg", "/dev/null", "/proc/self/root/proc"]) {
        assert.throws(
          () => digestPath(path, store.memos),
          /is a device or a pipe|holds devices of the system/,
          path,
        );
      }
      const own = join(folder, "own");
      write(join(own, "x.txt"), "1");
      const { success } = await new Deno.Command("mkfifo", {
        args: [join(own, "pipe")],
      }).output();
      assert.ok(success);
      assert.throws(
        () => digestPath(own, store.memos),
        /own\/pipe is a device or a pipe/,
      );
      assert.equal(
        digestPath(own, store.memos, { visible: true }),
        digestPath(own, store.memos, { visible: true }),
      );
    });
  },
});

package org.heredity.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.heredity.files.StorageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopDepotTest {
  private static final String NAME = "blobs/abc.safetensors";

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private Path file;
  private Path back;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("file"), "some tensors".repeat(100));
    back = folder.resolve("back");
  }

  private HadoopDepot disk() {
    return HadoopDepot.open(
        folder.resolve("store").toUri(), "run", new Configuration(), notes::add);
  }

  private static HadoopDepot in(ObjectStore store) {
    return new HadoopDepot(
        store, new org.apache.hadoop.fs.Path("s3a://bucket/store"), "run", note -> {});
  }

  private List<String> files() throws IOException {
    Path store = folder.resolve("store");
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(Files::isRegularFile)
          .map(one -> store.relativize(one).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aFileComesBackAsItWasAndNothingElseIsLeft() throws IOException {
    disk().require("1.0");
    assertFalse(disk().get(NAME, back));
    disk().put(NAME, file);
    disk().put(NAME, file);
    assertTrue(disk().get(NAME, back));
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(back));
    assertEquals(List.of(NAME, "version"), files());
  }

  @Test
  void whatIsDamagedIsDeletedAndSaid() throws IOException {
    disk().put(NAME, file);
    Path there = folder.resolve("store").resolve(NAME);
    byte[] bytes = Files.readAllBytes(there);
    bytes[bytes.length - 1] ^= 1;
    Files.write(there, bytes);
    assertFalse(disk().get(NAME, back));
    assertTrue(notes.get(0).contains("abc.safetensors is damaged"), notes::toString);
    disk().put(NAME, file);
    assertTrue(disk().get(NAME, back));
    // Half of a file, as no rename leaves it but a disk may.
    Files.write(there, java.util.Arrays.copyOf(bytes, 100));
    disk().put(NAME, file);
    assertTrue(disk().get(NAME, back));
  }

  @Test
  void whatWasInterruptedIsClearedOfItsRunAlone() throws IOException {
    Path unfinished = folder.resolve("store/unfinished");
    Files.createDirectories(unfinished.resolve("run"));
    Files.createDirectories(unfinished.resolve("another"));
    Files.writeString(unfinished.resolve("run/half"), "h");
    Files.writeString(unfinished.resolve("another/half"), "h");
    disk().clear();
    assertEquals(List.of("unfinished/another/half"), files());
  }

  @Test
  void twoVersionsDoNotWorkOnOneStore() {
    disk().require("1.0");
    disk().require("1.0");
    StorageException e = assertThrows(StorageException.class, () -> disk().require("1.1"));
    assertTrue(e.getMessage().contains("is a store of Heredity 1.0, and this is 1.1"));
    assertTrue(e.getMessage().contains("take another --store"), e.getMessage());
  }

  @Test
  void aStoreThatCannotBeWrittenToIsNamed() throws IOException {
    Files.writeString(folder.resolve("store"), "a file, no folder");
    StorageException e = assertThrows(StorageException.class, () -> disk().require("1.0"));
    assertTrue(e.getMessage().startsWith("cannot write to --store file:"), e.getMessage());
    ObjectStore objects = new ObjectStore("s3a://bucket");
    objects.refuse(new AccessControlException("user x may not"));
    e = assertThrows(StorageException.class, () -> in(objects).require("1.0"));
    assertTrue(e.getMessage().contains("permission denied (user x may not)"), e.getMessage());
    assertEquals(Set.of(), objects.names());
  }

  @Test
  void aFileSystemThatIsNotThereIsNamed() {
    Configuration none = new Configuration();
    StorageException e =
        assertThrows(
            StorageException.class,
            () -> HadoopDepot.open(java.net.URI.create("s3a://b/x"), "run", none, notes::add));
    assertTrue(e.getMessage().contains("s3a needs hadoop-aws"), e.getMessage());
  }

  @Test
  void aFullDiskPublishesNothing() {
    ObjectStore objects = new ObjectStore("s3a://bucket");
    objects.refuse(new IOException("No space left on device"));
    StorageException e = assertThrows(StorageException.class, () -> in(objects).put(NAME, file));
    assertTrue(e.getMessage().contains("No space left on device; free some"), e.getMessage());
    assertEquals(Set.of(), objects.names());
  }

  /** Its listings fail the test, its renames too, and what is there it first denies. */
  @Test
  void anObjectStoreWithOldListingsIsAsGoodAsAny() throws IOException {
    ObjectStore objects = new ObjectStore("s3a://bucket");
    in(objects).require("1.0");
    in(objects).require("1.0");
    in(objects).put(NAME, file);
    in(objects).put(NAME, file);
    assertTrue(in(objects).get(NAME, back));
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(back));
    objects.damage("/store/" + NAME);
    assertFalse(in(objects).get(NAME, back));
    assertEquals(Set.of("/store/version"), objects.names());
    in(objects).clear();
    Files.writeString(file, "", StandardCharsets.UTF_8);
    in(objects).put("done/x", file);
    assertTrue(in(objects).get("done/x", back));
  }
}

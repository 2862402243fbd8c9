package org.heredity.pipeline.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.heredity.api.attack.ThreatModel;
import org.heredity.checkpoint.StateDict;
import org.heredity.files.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class ArtifactStoreTest {
  private static final JsonNode VALUE = new ObjectMapper().createObjectNode().put("a", 1);

  private final List<String> notes = new ArrayList<>();

  private static StateDict some(float value) {
    return StateDict.of(Map.of("w", Nd4j.createFromArray(new float[] {value, 2, 3})));
  }

  private static ArtifactKey key(long seed) {
    return ArtifactKey.of("tune", Map.of("seed", seed, "settings", Map.of("lr", 0.005)));
  }

  private static Artifact put(ArtifactStore store, ArtifactKey key, StateDict tensors) {
    try (Desk desk = desk(store, key)) {
      Map<String, Path> files = Map.of("tensors", desk.write("tensors", tensors));
      return store.put(key, desk, files, 2.5, List.of(), VALUE);
    }
  }

  private static Desk desk(ArtifactStore store, ArtifactKey key) {
    return store.claim(key).orElseThrow();
  }

  private static void save(ArtifactStore store, ArtifactKey key, StateDict state) {
    try (Desk desk = desk(store, key)) {
      desk.saveCheckpoint(state);
    }
  }

  private static Optional<String> saved(ArtifactStore store, ArtifactKey key) {
    try (Desk desk = desk(store, key)) {
      return desk.checkpoint().map(StateDict::digest);
    }
  }

  private static StateDict tensors(Artifact artifact) {
    return artifact.blob("tensors").tensors();
  }

  private ArtifactStore store(Path root) {
    return ArtifactStore.open(root, Depot.NONE, notes::add);
  }

  @Test
  void whatWasPutIsFoundByAnotherRun(@TempDir Path root) {
    put(store(root), key(1), some(1));
    Artifact found = store(root).find(key(1)).orElseThrow();
    assertEquals(some(1).digest(), tensors(found).digest());
    assertEquals(2.5, found.seconds());
    assertEquals(VALUE, found.value());
    assertTrue(store(root).find(key(2)).isEmpty(), "another seed");
    assertTrue(notes.isEmpty(), notes.toString());
  }

  @Test
  void equalTensorsStandOnce(@TempDir Path root) throws IOException {
    ArtifactStore store = store(root);
    Artifact one = put(store, key(1), some(1));
    Artifact other = put(store, key(2), some(1));
    assertEquals(one.blob("tensors"), other.blob("tensors"));
    try (var blobs = Files.list(root.resolve("blobs"))) {
      assertEquals(1, blobs.count());
    }
  }

  @Test
  void aFlippedBitIsSaidAndMadeAgain(@TempDir Path root) throws IOException {
    Path file = put(store(root), key(1), some(1)).blob("tensors").file();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    ArtifactStore store = store(root);
    assertTrue(store.find(key(1)).isEmpty());
    assertEquals(1, notes.size());
    assertTrue(notes.get(0).matches("the stored tune is damaged .* made again"), notes.get(0));
    put(store, key(1), some(1));
    assertEquals(some(1).digest(), tensors(store.find(key(1)).orElseThrow()).digest());
  }

  @Test
  void aTruncatedEntryOrAMissingBlobIsMadeAgain(@TempDir Path root) throws IOException {
    Path file = put(store(root), key(1), some(1)).blob("tensors").file();
    Files.delete(file);
    assertTrue(store(root).find(key(1)).isEmpty());
    put(store(root), key(1), some(1));
    Path entry = root.resolve("keys/tune/" + key(1).hash() + ".json");
    Files.write(entry, new byte[] {'{'}, StandardOpenOption.TRUNCATE_EXISTING);
    assertTrue(store(root).find(key(1)).isEmpty());
    assertEquals(2, notes.size());
  }

  @Test
  void anArtifactMayHaveSeveralFilesOrNone(@TempDir Path root) throws IOException {
    ArtifactStore store = store(root);
    try (Desk desk = desk(store, key(1))) {
      store.put(key(1), desk, Map.of(), 1, List.of(), VALUE);
    }
    try (var blobs = Files.list(root.resolve("blobs"))) {
      assertEquals(0, blobs.count(), "no file for what is JSON alone");
    }
    try (Desk desk = desk(store, key(2))) {
      Map<String, Path> two =
          Map.of("weights", desk.write("weights", some(1)), "mask", desk.write("mask", some(0)));
      store.put(key(2), desk, two, 1, List.of(), NullNode.getInstance());
    }
    Artifact alone = store(root).find(key(1)).orElseThrow();
    assertEquals(Map.of(), alone.blobs());
    assertEquals(VALUE, alone.value());
    assertThrows(IllegalArgumentException.class, () -> alone.blob("weights"));
    Artifact both = store(root).find(key(2)).orElseThrow();
    assertEquals(some(1).digest(), both.blob("weights").tensors().digest());
    assertEquals(some(0).digest(), both.blob("mask").tensors().digest());
    Files.delete(both.blob("mask").file());
    assertTrue(store(root).find(key(2)).isEmpty(), "one of its files is missing");
    assertTrue(notes.get(0).contains("is missing"), notes.toString());
  }

  @Test
  void anEntryOfAnotherKeyIsNotTaken(@TempDir Path root) throws IOException {
    put(store(root), key(1), some(1));
    Path folder = root.resolve("keys/tune");
    Files.copy(folder.resolve(key(1).hash() + ".json"), folder.resolve(key(2).hash() + ".json"));
    assertTrue(store(root).find(key(2)).isEmpty());
  }

  @Test
  void aCheckpointOutlivesItsWorkAndADamagedOneIsNotUsed(@TempDir Path root) throws IOException {
    save(store(root), key(1), some(7));
    assertEquals(Optional.of(some(7).digest()), saved(store(root), key(1)));
    Files.write(
        root.resolve("unfinished/" + key(1).hash() + ".checkpoint.safetensors"),
        new byte[] {1, 2, 3});
    assertTrue(saved(store(root), key(1)).isEmpty());
    assertTrue(notes.get(0).contains("checkpoint is damaged"), notes.toString());
  }

  @Test
  void anArtifactReplacesWhatItsStageSaved(@TempDir Path root) {
    ArtifactStore store = store(root);
    save(store, key(1), some(7));
    save(store, key(2), some(8));
    put(store, key(1), some(1));
    assertTrue(saved(store, key(1)).isEmpty());
    assertEquals(Optional.of(some(8).digest()), saved(store, key(2)));
  }

  @Test
  void whatWorkSavedGoesEvenIfItWasKilledAsItsArtifactWasStored(@TempDir Path root)
      throws IOException {
    ArtifactStore killed = store(root);
    put(killed, key(1), some(1));
    // As a process leaves it that is killed between storing the one and dropping the others.
    save(killed, key(1), some(7));
    Path stack =
        Files.writeString(root.resolve("unfinished/" + key(1).hash() + ".images.safetensors"), "");
    save(killed, key(2), some(8));
    ArtifactStore next = store(root);
    assertFalse(Files.exists(stack));
    assertTrue(saved(next, key(1)).isEmpty());
    assertEquals(Optional.of(some(8).digest()), saved(next, key(2)));
    assertTrue(next.find(key(1)).isPresent());
  }

  @Test
  void whatOneWorksOnIsNoOthers(@TempDir Path root) throws IOException {
    ArtifactStore one = store(root);
    try (Desk desk = desk(one, key(1))) {
      desk.saveCheckpoint(some(7));
      Path temporary = desk.write("tensors", some(1));
      ArtifactStore other = store(root);
      assertTrue(other.claim(key(1)).isEmpty());
      assertTrue(other.worker(key(1)).orElseThrow().startsWith("process "));
      assertTrue(Files.exists(temporary), "opening a store drops nothing of the living");
      put(other, key(2), some(2));
    }
    try (Stream<Path> left = Files.walk(root.resolve("unfinished"))) {
      assertEquals(
          List.of(key(1).hash() + ".checkpoint.safetensors"),
          left.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void whoTakesOverGoesOnFromWhatTheDeadLeft(@TempDir Path root) throws IOException {
    String silent = "0123456789abcdef0123456789abcdef";
    Path theirs = root.resolve("unfinished/" + silent + "." + key(1).hash());
    String checkpoint = key(1).hash() + ".checkpoint.safetensors";
    save(store(root), key(1), some(7));
    Files.createDirectories(theirs);
    Files.move(root.resolve("unfinished/" + checkpoint), theirs.resolve(checkpoint));
    Path claims = Files.createDirectories(root.resolve("claims/sessions")).getParent();
    Files.writeString(claims.resolve(key(1).hash()), silent);
    try (Desk desk = desk(store(root), key(1))) {
      assertEquals(some(7).digest(), desk.checkpoint().orElseThrow().digest());
      assertFalse(Files.exists(theirs.resolve(checkpoint)), "nobody's any more");
    }
  }

  @Test
  void anExportHasTheArtifactsBytesAndReplacesWhatIsThere(@TempDir Path root) throws IOException {
    ArtifactStore store = store(root.resolve("store"));
    Artifact artifact = put(store, key(1), some(1));
    Path file = root.resolve("students/a.safetensors");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "old");
    store.export(artifact.blob("tensors"), file);
    store.export(artifact.blob("tensors"), file);
    assertArrayEquals(
        Files.readAllBytes(artifact.blob("tensors").file()), Files.readAllBytes(file));
    try (var files = Files.list(file.getParent())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aFolderThatCannotBeWrittenToIsSaid(@TempDir Path root) throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");
    StorageException e = assertThrows(StorageException.class, () -> store(file.resolve("store")));
    assertTrue(e.getMessage().startsWith("cannot write to the folder"), e.getMessage());
  }

  @Test
  void aKeyIsItsContent() {
    assertEquals(
        ArtifactKey.of("set", Map.of("a", 1, "b", List.of(1.0, "x"))),
        ArtifactKey.of("set", new TreeMap<>(Map.of("b", List.of(1L, "x"), "a", 1.0))));
    assertNotEquals(
        ArtifactKey.of("set", Map.of("a", 1)).hash(), ArtifactKey.of("set", Map.of("a", 2)).hash());
    assertNotEquals(
        ArtifactKey.of("set", Map.of("a", 1)).hash(),
        ArtifactKey.of("tune", Map.of("a", 1)).hash());
    assertEquals(
        "{\"a\":[0.1,2,true,null,\"\\\"\"],\"b\":{\"c\":\"pixel\"}}",
        CanonicalJson.of(
            Map.of(
                "b",
                Map.of("c", ThreatModel.Unit.PIXEL),
                "a",
                Arrays.asList(0.1f, 2.0, true, null, "\""))));
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.of(new Object()));
  }
}

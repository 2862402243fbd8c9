package org.heredity.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final String VERSION = "1.0";

  @TempDir Path folder;
  private long now = 5_000_000_000L;

  /** Claims a name and never gives it back; run in a process of its own. */
  static final class Holder {
    public static void main(String[] args) throws IOException {
      Claims claims = new Claims(Path.of(args[0]), VERSION, LEASE);
      System.out.println(claims.take("a").isPresent() ? "held" : "taken");
      System.exit(System.in.read());
    }
  }

  private Claims claims() {
    return new Claims(folder, VERSION, LEASE, () -> now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** A process of another machine, which gives a sign of life when it is told to. */
  private final class Elsewhere {
    private final String id = "0123456789abcdef0123456789abcdef";
    private int beat;

    Elsewhere() throws IOException {
      Files.createDirectories(folder.resolve("sessions"));
      beat();
      Files.writeString(folder.resolve("a"), id);
    }

    void beat() throws IOException {
      beat++;
      Files.writeString(
          folder.resolve("sessions").resolve(id),
          String.join("\n", VERSION, "elsewhere", "1", "0", "far.example", "" + beat, ""));
    }
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }

  @Test
  void aNameIsOneProcesssUntilItGivesItBack() throws IOException {
    Claims one = claims();
    Claims other = claims();
    Claims.Claim claim = one.take("a").orElseThrow();
    assertEquals(Optional.empty(), claim.from());
    assertTrue(other.take("a").isEmpty());
    assertTrue(one.take("a").isEmpty(), "not twice in one process either");
    assertTrue(
        other.holder("a").orElseThrow().startsWith("process " + ProcessHandle.current().pid()));
    try (Claims.Claim another = other.take("b").orElseThrow()) {
      assertFalse(another.session().equals(claim.session()));
    }
    claim.close();
    assertTrue(one.holder("a").isEmpty());
    other.take("a").orElseThrow().close();
    assertEquals(List.of(), left(), "nothing is left of it");
  }

  @Test
  void aKilledProcesssClaimIsTakenOverAtOnce() throws Exception {
    Process holder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals('h', holder.getInputStream().read());
    assertTrue(claims().take("a").isEmpty());
    holder.destroyForcibly();
    holder.waitFor();
    Claims.Claim claim = claims().take("a").orElseThrow();
    String dead = claim.from().orElseThrow();
    assertTrue(claims().gone(dead));
    assertTrue(claims().take("a").isEmpty(), "it has a living owner again");
    claim.close();
    claims().dropGone();
    assertTrue(claims().gone(dead));
    assertEquals(List.of(), left());
  }

  @Test
  void aSilentProcessElsewhereIsDeadAfterTheLeaseByTheLookersOwnTime() throws IOException {
    Elsewhere elsewhere = new Elsewhere();
    Claims looker = claims();
    for (int look = 0; look < 20; look++) {
      assertTrue(looker.take("a").isEmpty());
      // Its clock, and the file system's, may say anything.
      Files.setLastModifiedTime(
          folder.resolve("sessions").resolve(elsewhere.id),
          FileTime.from(Instant.now().plusSeconds(look % 2 == 0 ? 3600 : -3600)));
      elsewhere.beat();
      pass(LEASE.dividedBy(4));
    }
    for (int look = 0; look < 4; look++) {
      assertTrue(looker.take("a").isEmpty(), "look " + look);
      pass(LEASE.dividedBy(4));
    }
    Claims.Claim claim = looker.take("a").orElseThrow();
    assertEquals(Optional.of(elsewhere.id), claim.from());
    assertFalse(looker.gone(elsewhere.id), "silent, which is not the same as ended");
    elsewhere.beat();
    assertTrue(claims().take("a").isEmpty(), "who comes back does not get it back");
    claim.close();
  }

  @Test
  void whoWasItselfStoppedHasNotWatched() throws IOException {
    new Elsewhere();
    Claims looker = claims();
    assertTrue(looker.take("a").isEmpty());
    pass(Duration.ofHours(1));
    assertTrue(looker.take("a").isEmpty(), "one look after an hour tells nothing");
  }

  @Test
  void ofManyThatWouldTakeOverOneDoes() throws Exception {
    int lookers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(lookers);
    for (int round = 0; round < 20; round++) {
      String name = "n" + round;
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), "fedcba9876543210fedcba9876543210");
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Optional<Claims.Claim>>> taken = new ArrayList<>();
      for (int i = 0; i < lookers; i++) {
        taken.add(
            threads.submit(
                () -> {
                  Claims claims = claims();
                  start.await();
                  return claims.take(name);
                }));
      }
      start.countDown();
      int winners = 0;
      for (Future<Optional<Claims.Claim>> one : taken) {
        winners += one.get().isPresent() ? 1 : 0;
      }
      assertEquals(1, winners);
    }
    threads.shutdown();
    assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
  }

  @Test
  void processesOfAnotherVersionAreRefused() {
    Claims.Claim claim = claims().take("a").orElseThrow();
    Claims newer = new Claims(folder, "1.1", LEASE);
    StorageException e = assertThrows(StorageException.class, () -> newer.take("b"));
    assertTrue(e.getMessage().contains("of Heredity 1.0, and this is 1.1"), e.getMessage());
    claim.close();
    newer.take("b").orElseThrow().close();
  }

  @Test
  void aFolderThatCannotBeWrittenToIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Claims claims = new Claims(file.resolve("claims"), VERSION, LEASE);
    StorageException e = assertThrows(StorageException.class, () -> claims.take("a"));
    assertTrue(e.getMessage().startsWith("cannot write to the folder"), e.getMessage());
  }
}

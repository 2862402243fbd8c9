package org.heredity.datasets.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.heredity.data.DataException;
import org.heredity.files.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
  private static final String ETAG = "\"v1\"";

  @TempDir private Path folder;

  private final byte[] contents = new byte[300_000];
  private final Downloads downloads = downloads(null);
  private FlakyServer server;

  private static Downloads downloads(ProxySelector proxies) {
    ProxySelector selector = proxies == null ? ProxySelector.of(null) : proxies;
    return new Downloads(selector, Duration.ofMillis(700), Duration.ofMillis(1));
  }

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(contents);
    server = new FlakyServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RemoteFile remote(Checksum checksum) {
    return new RemoteFile(server.address("/a.bin"), "a.bin", Optional.ofNullable(checksum));
  }

  private RemoteFile remote() {
    return remote(Checksum.sha256(Sha256.of(contents).substring(0, 8)));
  }

  private Fetched get(RemoteFile file) {
    return downloads.get(file, folder, TransferProgress.NONE);
  }

  private String error(RemoteFile file) {
    return assertThrows(DataException.class, () -> get(file)).getMessage();
  }

  private void assertGot(Fetched fetched) throws IOException {
    assertArrayEquals(contents, Files.readAllBytes(fetched.path()));
    assertEquals(Sha256.of(contents), fetched.sha256());
    assertEquals(contents.length, fetched.bytes());
    assertFalse(Files.exists(folder.resolve(".a.bin.part")));
    assertFalse(Files.exists(folder.resolve(".a.bin.part.from")));
  }

  @Test
  void getsAFileOnceAndTellsHowFarItIs() throws IOException {
    server.always(FlakyServer.whole(contents, ETAG));
    List<Long> seen = new ArrayList<>();
    Fetched fetched =
        downloads.get(
            remote(),
            folder,
            (file, done, total) -> {
              assertEquals("a.bin", file);
              assertEquals(contents.length, total);
              seen.add(done);
            });
    assertGot(fetched);
    assertTrue(fetched.downloaded());
    assertEquals(seen.stream().sorted().toList(), seen);
    assertEquals(contents.length, seen.get(seen.size() - 1));
    assertFalse(get(remote()).downloaded());
    assertEquals(List.of("null null"), server.asked());
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws IOException {
    server
        .then(FlakyServer.cut(contents, ETAG, 100_000))
        .then(FlakyServer.cut(contents, ETAG, 50_000))
        .always(FlakyServer.whole(contents, ETAG));
    assertGot(get(remote()));
    assertEquals(3, server.asked().size());
    for (String asked : server.asked().subList(1, 3)) {
      assertTrue(asked.matches("bytes=[1-9]\\d+- \"v1\""), asked);
    }
  }

  @Test
  void goesOnInALaterRun() throws IOException {
    server.always(exchange -> exchange.sendResponseHeaders(503, -1));
    server.then(FlakyServer.cut(contents, ETAG, 100_000));
    String message = error(remote());
    assertTrue(message.contains("the server answers 503"), message);
    assertTrue(Files.size(folder.resolve(".a.bin.part")) > 0);
    assertFalse(Files.exists(folder.resolve("a.bin")));
    int before = server.asked().size();
    server.always(FlakyServer.whole(contents, ETAG));
    assertGot(get(remote()));
    assertTrue(server.asked().get(before).startsWith("bytes="), "" + server.asked());
  }

  @Test
  void startsAnewWhenTheFileChangedMeanwhile() throws IOException {
    byte[] old = new byte[200_000];
    server.then(FlakyServer.cut(old, "\"v0\"", 100_000)).always(FlakyServer.whole(contents, ETAG));
    assertGot(get(remote()));
  }

  @Test
  void startsAnewWhenWhatWasKeptIsWrong() throws IOException {
    Files.write(folder.resolve(".a.bin.part"), new byte[1000]);
    server.always(FlakyServer.whole(contents, ETAG));
    assertGot(get(remote()));
    assertEquals(List.of("bytes=1000- null", "null null"), server.asked());
  }

  @Test
  void keepsNothingThatNobodyCanVouchFor() throws IOException {
    Files.write(folder.resolve(".a.bin.part"), new byte[1000]);
    server.always(FlakyServer.whole(contents, ETAG));
    assertGot(get(remote(null)));
    assertEquals(List.of("null null"), server.asked(), "no digest, no validator");
  }

  @Test
  void finishesWhatWasAllThere() throws IOException {
    Files.write(folder.resolve(".a.bin.part"), contents);
    server.always(FlakyServer.whole(contents, ETAG));
    assertGot(get(remote()));
  }

  @Test
  void refusesWrongBytes() throws IOException {
    byte[] wrong = contents.clone();
    wrong[77]++;
    server.always(FlakyServer.whole(wrong, ETAG));
    String start = Sha256.of(contents).substring(0, 8);
    assertEquals(
        "a.bin could not be got: what came is not what is published: expected SHA-256 starting with "
            + start
            + ", got "
            + Sha256.of(wrong)
            + ". Try again, or get "
            + server.address("/a.bin")
            + " by other means, check it (SHA-256 starting with "
            + start
            + ") and put it at "
            + folder.resolve("a.bin"),
        error(remote()));
    assertFalse(Files.exists(folder.resolve("a.bin")));
    assertFalse(Files.exists(folder.resolve(".a.bin.part")), "wrong bytes are of no use");
  }

  @Test
  void refusesAWrongFileThatWasPutThereByHand() throws IOException {
    Path target = Files.writeString(folder.resolve("a.bin"), "something else");
    String message = error(remote());
    assertTrue(message.startsWith(target + ": expected SHA-256 starting with"), message);
    Files.write(target, contents);
    assertGot(get(remote()));
    assertEquals(List.of(), server.asked());
  }

  @Test
  void noticesLiesAboutLengths() {
    // Announces too little: the rest is not sent, and the digest tells.
    server.always(exchange -> FlakyServer.send(exchange, 200, contents, 0, 1000, 1000));
    assertTrue(error(remote()).contains("not what is published"));
    // Announces too much: never gets there.
    server.always(FlakyServer.cut(contents, ETAG, 0));
    String message = error(remote());
    assertTrue(message.contains("could not be got"), message);
    // Sends another range than was asked for.
    server.then(FlakyServer.cut(contents, ETAG, 5000));
    server.always(
        exchange -> {
          FlakyServer.ranged(exchange, 7, contents);
          FlakyServer.send(exchange, 206, contents, 7, 5000, 4993);
        });
    message = error(remote());
    assertTrue(message.contains("sends range 'bytes 7-299999/300000'"), message);
  }

  @Test
  void stopsWhenTheServerSendsMoreThanTheRangeItAnnounced() {
    server.then(FlakyServer.cut(contents, ETAG, 5000));
    server.always(
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + from + "-" + (from + 9) + "/" + (from + 10));
          FlakyServer.send(exchange, 206, contents, 0, 20_000, 20_000);
        });
    String message = error(remote());
    assertTrue(message.contains("sends more than") || message.contains("sends range"), message);
  }

  @Test
  void doesNotAskAgainWhenItIsRefused() {
    String message = error(remote());
    assertTrue(message.contains("the server answers 404 for " + server.address("/a.bin")), message);
    assertEquals(1, server.asked().size());
  }

  @Test
  @Tag("slow")
  void losesPatienceWithAServerThatFallsSilent() {
    server.always(
        exchange -> {
          exchange.sendResponseHeaders(200, contents.length);
          exchange.getResponseBody().flush();
          try {
            Thread.sleep(3000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    long start = System.nanoTime();
    String message = error(remote());
    assertTrue(message.contains("nothing came for 0.7 s"), message);
    assertTrue(System.nanoTime() - start < 30e9);
  }

  @Test
  void onceForManyWhoAskAtTheSameTime() throws Exception {
    server.always(FlakyServer.whole(contents, ETAG));
    var threads = Executors.newFixedThreadPool(6);
    List<Future<Fetched>> results = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      results.add(threads.submit(() -> get(remote())));
    }
    int downloaded = 0;
    for (Future<Fetched> result : results) {
      assertGot(result.get());
      downloaded += result.get().downloaded() ? 1 : 0;
    }
    threads.shutdown();
    assertEquals(1, downloaded);
    assertEquals(1, server.asked().size());
  }

  /** Another JVM takes the same lock: it must find the file there, not ask again. */
  @Test
  @Tag("slow")
  void onceForTwoProcesses() throws Exception {
    server.always(FlakyServer.whole(contents, ETAG));
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  DownloadsTest.class.getName(),
                  "" + server.address("/a.bin"),
                  "" + folder)
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertEquals(0, process.waitFor());
    }
    assertArrayEquals(contents, Files.readAllBytes(folder.resolve("a.bin")));
    assertEquals(1, server.asked().size());
  }

  /** What those processes run. */
  public static void main(String[] arguments) {
    RemoteFile file = new RemoteFile(URI.create(arguments[0]), "a.bin", Optional.empty());
    downloads(null).get(file, Path.of(arguments[1]), TransferProgress.NONE);
  }

  @Test
  void saysWhatToDoWithoutANetwork() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    RemoteFile file =
        RemoteFile.of("http://localhost:" + closed + "/a.bin", Checksum.md5("0".repeat(32)));
    String message = error(file);
    assertTrue(
        message.endsWith(
            "or get http://localhost:"
                + closed
                + "/a.bin by other means, check it (MD5 "
                + "0".repeat(32)
                + ") and put it at "
                + folder.resolve("a.bin")),
        message);
    assertTrue(message.startsWith("a.bin could not be got: no connection to localhost"), message);
  }

  @Test
  void goesThroughTheProxyOfTheEnvironment() throws IOException {
    server.always(FlakyServer.whole(contents, ETAG));
    Map<String, String> environment = Map.of("http_proxy", "http://localhost:" + server.port());
    Downloads proxied = downloads(new EnvironmentProxy(environment, null));
    RemoteFile elsewhere =
        new RemoteFile(URI.create("http://data.invalid/a.bin"), "a.bin", remote().checksum());
    assertGot(proxied.get(elsewhere, folder, TransferProgress.NONE));
  }

  @Test
  void proxiesOfTheEnvironment() {
    EnvironmentProxy proxy =
        new EnvironmentProxy(
            Map.of("HTTPS_PROXY", "proxy:3128", "no_proxy", "localhost,.inside.example"), null);
    URI outside = URI.create("https://a.example/x");
    assertEquals(
        new InetSocketAddress("proxy", 3128).getPort(),
        ((InetSocketAddress) proxy.select(outside).get(0).address()).getPort());
    for (String direct :
        List.of("https://localhost/", "https://b.inside.example/", "http://a.example/")) {
      assertEquals(List.of(Proxy.NO_PROXY), proxy.select(URI.create(direct)), direct);
    }
    EnvironmentProxy wrong =
        new EnvironmentProxy(Map.of("https_proxy", "socks5://me:secret@x"), null);
    assertEquals(
        "proxy of the environment: expected http://host:port, got 'socks5://***@x'",
        assertThrows(RuntimeException.class, () -> wrong.select(outside)).getMessage());
  }
}

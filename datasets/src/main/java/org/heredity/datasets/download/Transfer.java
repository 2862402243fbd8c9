package org.heredity.datasets.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt after the other at the bytes of a file, each going on where the last one stopped.
 * Goes on only with what is certainly the same file: by a strong ETag or the time of last change,
 * or because a published digest will tell in the end.
 */
final class Transfer {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");
  private static final long MOST_BYTES = 1L << 40;

  private final HttpClient client;
  private final RemoteFile file;
  private final Path part;
  private final Path validatorFile;
  private final Duration patience;
  private final TransferProgress progress;

  /**
   * A transfer.
   *
   * @param part where the bytes are collected; what is there already is not fetched again
   * @param patience how long nothing may come
   */
  Transfer(
      HttpClient client, RemoteFile file, Path part, Duration patience, TransferProgress progress) {
    this.client = client;
    this.file = file;
    this.part = part;
    this.validatorFile = part.resolveSibling(part.getFileName() + ".from");
    this.patience = patience;
    this.progress = progress;
  }

  /** An answer that asking again will not change. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** Bytes that are there. */
  long collected() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** Throws away what is there. */
  void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(validatorFile);
  }

  /**
   * Gets what is missing.
   *
   * @throws Refused if trying again is no use
   * @throws IOException if the connection broke; what came is kept
   */
  void attempt() throws IOException, InterruptedException {
    long have = collected();
    Optional<String> validator = validator();
    if (have > 0 && validator.isEmpty() && file.checksum().isEmpty()) {
      discard();
      have = 0;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(file.address()).timeout(patience).GET();
    request.header("Accept-Encoding", "identity");
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
      validator.ifPresent(value -> request.header("If-Range", value));
    }
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      receive(response, body, have);
    }
  }

  private void receive(HttpResponse<InputStream> response, InputStream body, long have)
      throws IOException {
    switch (response.statusCode()) {
      case 200 -> {
        discard();
        remember(response);
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        append(body, 0, length);
      }
      case 206 -> append(body, have, total(response, have));
      case 416 -> {
        // The bytes that are there may be all: then the checks that follow will find so.
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (!range.equals("bytes */" + have)) {
          discard();
          throw new IOException("the server has no byte " + have + "; starting anew");
        }
      }
      case 408, 425, 429, 500, 502, 503, 504 ->
          throw new IOException("the server answers " + response.statusCode());
      default -> {
        URI address = response.uri();
        throw new Refused("the server answers " + response.statusCode() + " for " + address);
      }
    }
  }

  private long total(HttpResponse<InputStream> response, long have) throws IOException {
    String range = response.headers().firstValue("Content-Range").orElse("none");
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != have) {
      discard();
      throw new IOException("the server sends range '" + range + "', asked for " + have + "-");
    }
    return matcher.group(2).equals("*") ? -1 : Long.parseLong(matcher.group(2));
  }

  private void append(InputStream body, long from, long total) throws IOException {
    if (total > MOST_BYTES) {
      throw new Refused("the server announces " + total + " bytes");
    }
    long missing = Math.max(0, total - from);
    long free = Files.getFileStore(part.getParent()).getUsableSpace();
    if (missing > free) {
      throw new Refused(
          "%d bytes are missing, but only %d are free in %s; give another --cache"
              .formatted(missing, free, part.getParent()));
    }
    AtomicLong done = new AtomicLong(from);
    try (Watchdog watchdog = new Watchdog(done::get, body, patience);
        FileChannel out =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.position(from);
      try {
        copy(body, out, done, total);
      } catch (IOException e) {
        watchdog.check();
        throw e;
      }
      watchdog.check();
      out.force(true);
    }
    if (total >= 0 && done.get() < total) {
      throw new IOException("the connection ended after " + done.get() + " of " + total + " bytes");
    }
  }

  private void copy(InputStream body, FileChannel out, AtomicLong done, long total)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count; (count = body.read(buffer)) >= 0; ) {
      if (done.addAndGet(count) > (total < 0 ? MOST_BYTES : total)) {
        discard();
        throw new IOException("the server sends more than the " + total + " bytes it announced");
      }
      for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count); bytes.hasRemaining(); ) {
        out.write(bytes);
      }
      progress.at(file.name(), done.get(), total);
    }
  }

  private void remember(HttpResponse<InputStream> response) throws IOException {
    Optional<String> validator =
        response
            .headers()
            .firstValue("ETag")
            .filter(tag -> tag.startsWith("\""))
            .or(() -> response.headers().firstValue("Last-Modified"));
    if (validator.isPresent()) {
      Files.writeString(validatorFile, validator.get(), StandardCharsets.ISO_8859_1);
    }
  }

  private Optional<String> validator() throws IOException {
    if (!Files.exists(validatorFile)) {
      return Optional.empty();
    }
    String value = Files.readString(validatorFile, StandardCharsets.ISO_8859_1);
    boolean sound =
        !value.isEmpty()
            && value.length() < 1000
            && value.chars().allMatch(c -> c >= ' ' && c < 127);
    return sound ? Optional.of(value) : Optional.empty();
  }
}

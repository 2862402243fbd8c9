package org.heredity.datasets.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server on loopback that answers as it is told to, and remembers what it was asked. */
final class FlakyServer implements AutoCloseable {
  /** An answer to one request. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Answer otherwise = exchange -> exchange.sendResponseHeaders(404, -1);

  FlakyServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::handle);
    server.start();
  }

  /** Answers so next, once. */
  FlakyServer then(Answer answer) {
    answers.add(answer);
    return this;
  }

  /** Answers so when there is nothing else to do. */
  FlakyServer always(Answer answer) {
    otherwise = answer;
    return this;
  }

  /** What was asked: the range and the condition of each request. */
  List<String> asked() {
    return asked;
  }

  URI address(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer;
    synchronized (this) {
      asked.add(
          exchange.getRequestHeaders().getFirst("Range")
              + " "
              + exchange.getRequestHeaders().getFirst("If-Range"));
      answer = answers.isEmpty() ? otherwise : answers.remove();
    }
    try (exchange) {
      answer.to(exchange);
    } catch (IOException e) {
      // The client has seen enough.
      exchange.close();
    }
  }

  /** Serves a file as a good server does: all of it, or the range if it is still the same file. */
  static Answer whole(byte[] file, String etag) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", etag);
      String range = exchange.getRequestHeaders().getFirst("Range");
      String condition = exchange.getRequestHeaders().getFirst("If-Range");
      if (range == null || condition != null && !condition.equals(etag)) {
        send(exchange, 200, file, 0, file.length, file.length);
        return;
      }
      int from = Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= file.length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + file.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      ranged(exchange, from, file);
      send(exchange, 206, file, from, file.length, file.length - from);
    };
  }

  /** Serves the first bytes of a file, announces all, and cuts the connection. */
  static Answer cut(byte[] file, String etag, int after) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", etag);
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      if (range != null) {
        ranged(exchange, from, file);
      }
      send(exchange, range == null ? 200 : 206, file, from, from + after, file.length - from);
    };
  }

  static void ranged(HttpExchange exchange, int from, byte[] file) {
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
  }

  /** Announces {@code length} bytes, sends some, and hangs up. */
  static void send(HttpExchange exchange, int status, byte[] file, int from, int to, int length)
      throws IOException {
    exchange.sendResponseHeaders(status, length);
    OutputStream out = exchange.getResponseBody();
    out.write(file, from, to - from);
    out.flush();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

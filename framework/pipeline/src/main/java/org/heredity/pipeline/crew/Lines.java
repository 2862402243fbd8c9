package org.heredity.pipeline.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker process and whoever started it say to each other: a JSON object a line. The worker
 * begins with {@code READY}. Then it is told {@code PERFORM} again and again; until it says {@code
 * DONE}, it may ask for files by {@code GET}, offer them by {@code PUT}, and each time waits for
 * the {@code REPLY}. The end of its input is its end. Not thread-safe.
 */
public final class Lines {
  /** More than any line has. */
  private static final int MOST = 16 << 20;

  private final BufferedReader in;
  private final OutputStream out;
  private final ObjectMapper mapper = new ObjectMapper();

  /** The kinds of lines. */
  public enum Word {
    /** The worker has opened the suite, whose digest is {@code name}, on processor {@code text}. */
    READY,
    /** The worker is to do the stage {@code name}. */
    PERFORM,
    /** The worker wants the file {@code name} of the depot at the path {@code text}. */
    GET,
    /** The worker offers the file at the path {@code text} as the depot's {@code name}. */
    PUT,
    /** {@code yes} to what the worker asked; {@code text} if that failed. */
    REPLY,
    /** The worker has something to tell: {@code text}. */
    NOTE,
    /** The worker has done the stage, all of it if {@code yes}. */
    DONE
  }

  /**
   * A line.
   *
   * @param failed why artifacts could not be made, by their keys' hashes
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Line(Word word, String name, String text, boolean yes, Map<String, String> failed) {
    public Line {
      name = name == null ? "" : name;
      text = text == null ? "" : text;
      failed = failed == null ? Map.of() : failed;
    }

    /** A line of a word and two texts. */
    public static Line of(Word word, String name, String text) {
      return new Line(word, name, text, false, Map.of());
    }
  }

  public Lines(InputStream in, OutputStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
  }

  /** Says a line. */
  public void say(Line line) throws IOException {
    byte[] json = (mapper.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(json);
    out.flush();
  }

  /** The next line; empty at the end. What libraries print in between is passed over. */
  public Optional<Line> hear() throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("{") && line.length() < MOST) {
        try {
          return Optional.of(mapper.readValue(line, Line.class));
        } catch (JsonProcessingException e) {
          // Not of this kind.
        }
      }
    }
    return Optional.empty();
  }
}

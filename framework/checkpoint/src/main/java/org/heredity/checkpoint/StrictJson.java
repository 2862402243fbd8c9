package org.heredity.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * JSON out of hostile files, token by token, so that memory goes only to what is asked for: UTF-8,
 * no key twice, nesting, names, strings and numbers bounded.
 */
final class StrictJson {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_NAME = 4096;
  private static final int MAX_STRING = 1 << 20;
  private static final int MAX_DIGITS = 20;

  private StrictJson() {}

  static JsonParser parser(ByteBuffer json) throws IOException {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME)
                .maxStringLength(MAX_STRING)
                .maxNumberLength(MAX_DIGITS)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // Neither keeps a table of names for the life of the process.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .build()
        .createParser(
            new InputStreamReader(
                new BufferStream(json),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }

  /** Takes the next token, which must be {@code token}. */
  static void expect(JsonParser parser, JsonToken token, String what) throws IOException {
    require(parser.nextToken(), token, what);
  }

  static void require(JsonToken came, JsonToken token, String what) {
    if (came != token) {
      throw new CheckpointException(
          what + " should be " + inWords(token) + " in JSON and is " + inWords(came));
    }
  }

  private static String inWords(JsonToken token) {
    if (token == null) {
      return "not there";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case FIELD_NAME -> "a name";
      case END_OBJECT, END_ARRAY -> "an end";
      default -> "something else";
    };
  }

  /** The rest of an object of strings. */
  static void strings(JsonParser parser, Map<String, String> into) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      expect(parser, JsonToken.VALUE_STRING, Printable.quote(key));
      into.put(key, parser.getText());
    }
  }

  /** An array of at most {@code most} integers of 64 bits. */
  static long[] integers(JsonParser parser, String what, int most) throws IOException {
    expect(parser, JsonToken.START_ARRAY, what);
    long[] integers = new long[most];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == most || parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw new CheckpointException(what + " should be at most " + most + " integers");
      }
      integers[count++] = parser.getLongValue();
    }
    return Arrays.copyOf(integers, count);
  }

  /** Nothing but white space may follow. */
  static void end(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new CheckpointException("the JSON is followed by " + inWords(parser.currentToken()));
    }
  }

  static CheckpointException damaged(String what, IOException cause) {
    String reason =
        cause instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : cause.getClass().getSimpleName();
    return new CheckpointException(
        what + " is not the JSON that was expected: " + Printable.quote(reason), cause);
  }

  /** The bytes of a buffer, without copying them first. */
  private static final class BufferStream extends InputStream {
    private final ByteBuffer buffer;

    BufferStream(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public int read() {
      return buffer.hasRemaining() ? buffer.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (!buffer.hasRemaining()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(into, offset, count);
      return count;
    }
  }
}

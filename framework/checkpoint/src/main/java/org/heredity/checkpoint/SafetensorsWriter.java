package org.heredity.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes state dicts as safetensors. The same tensors and metadata give the same file. Stateless
 * and thread-safe.
 *
 * <p>As in the reference implementation the data start at a multiple of 8 bytes, and tensors with
 * larger elements come first, so that each is aligned; the header keeps the state dict's order.
 */
public final class SafetensorsWriter {
  private SafetensorsWriter() {}

  /** Where a tensor's bytes go. */
  private record Place(ElementType type, long begin, long end) {}

  /**
   * Replaces {@code file}, atomically: written beside it, forced to the disk, then renamed.
   *
   * @param metadata written in the order of its keys, behind {@code format: pt}, which some readers
   *     insist on
   * @throws CheckpointException if a tensor is of a type that safetensors does not have, or the
   *     file cannot be written
   */
  public static void write(Path file, StateDict tensors, Map<String, String> metadata) {
    List<String> order = new ArrayList<>(tensors.names());
    order.sort(Comparator.comparingInt(name -> -type(name, tensors.get(name)).bytes()));
    Map<String, Place> places = new LinkedHashMap<>();
    long at = 0;
    for (String name : order) {
      INDArray tensor = tensors.get(name);
      ElementType type = type(name, tensor);
      long end = at + tensor.length() * type.bytes();
      places.put(name, new Place(type, at, end));
      at = end;
    }
    Path target = file.toAbsolutePath();
    Path temporary = null;
    try {
      byte[] header = header(tensors, places, metadata);
      temporary = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
      try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        write(out, length.putLong(header.length).flip());
        write(out, ByteBuffer.wrap(header));
        for (String name : order) {
          INDArray tensor = tensors.get(name);
          write(out, StateDict.littleEndianBytes(tensor));
          Reference.reachabilityFence(tensor);
        }
        out.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CheckpointException(file + " cannot be written: " + e, e);
    } finally {
      discard(temporary);
    }
  }

  private static byte[] header(
      StateDict tensors, Map<String, Place> places, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart(SafetensorsHeader.METADATA);
      Map<String, String> all = new TreeMap<>(metadata);
      all.putIfAbsent("format", "pt");
      for (Map.Entry<String, String> entry : all.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      for (String name : tensors.names()) {
        Place place = places.get(name);
        long[] shape = tensors.get(name).shape();
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", place.type.safetensors());
        json.writeFieldName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {place.begin, place.end}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (bytes.size() % Long.BYTES != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static ElementType type(String name, INDArray tensor) {
    return ElementType.of(tensor.dataType())
        .orElseThrow(
            () ->
                new CheckpointException(
                    "tensor '"
                        + name
                        + "' is "
                        + tensor.dataType()
                        + ", which safetensors does not have"));
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static void discard(Path temporary) {
    try {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      // What failed before says more than a temporary file that stays behind.
    }
  }
}

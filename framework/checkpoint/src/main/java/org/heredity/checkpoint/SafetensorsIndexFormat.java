package org.heredity.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A checkpoint in several safetensors files: an {@code *.index.json} whose {@code weight_map} tells
 * each tensor's file, which lies in the same folder.
 */
final class SafetensorsIndexFormat implements CheckpointFormat {
  private static final int MAX_LENGTH = 32 << 20;
  private static final int MAX_FILES = 1024;

  @Override
  public String name() {
    return "safetensors index";
  }

  @Override
  public boolean recognises(FileBytes file) {
    ByteBuffer start = file.slice(0, Math.min(64, file.size()), "the start");
    while (start.hasRemaining()) {
      byte first = start.get();
      if (!Character.isWhitespace(first)) {
        return first == '{';
      }
    }
    return false;
  }

  @Override
  public Checkpoint read(FileBytes file, Path folder, Optional<String> choice) {
    Map<String, String> places = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    parse(file, places);
    Set<String> files = new LinkedHashSet<>(places.values());
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw new CheckpointException(
          "the index names " + files.size() + " files; 1 to " + MAX_FILES + " are read");
    }
    Map<String, INDArray> found = new LinkedHashMap<>();
    for (String name : files) {
      requirePlain(name);
      if (folder == null) {
        throw new CheckpointException("the file " + Printable.quote(name) + " is not at hand");
      }
      shard(folder.resolve(name), name, places, found, metadata);
    }
    Map<String, INDArray> ordered = new LinkedHashMap<>();
    for (Map.Entry<String, String> place : places.entrySet()) {
      INDArray tensor = found.remove(place.getKey());
      if (tensor == null) {
        throw new CheckpointException(
            "tensor "
                + Printable.quote(place.getKey())
                + " is not in "
                + Printable.quote(place.getValue())
                + ", where the index has it");
      }
      ordered.put(place.getKey(), tensor);
    }
    List<String> notes = new ArrayList<>(List.of("read from " + files.size() + " files"));
    return Checkpoint.of(
        "safetensors", NamePrefix.chosen(ordered, choice, List.of(), notes), metadata, notes);
  }

  private static void shard(
      Path file,
      String name,
      Map<String, String> places,
      Map<String, INDArray> found,
      Map<String, String> metadata) {
    SafetensorsFormat format = new SafetensorsFormat();
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    try (FileBytes bytes = FileBytes.open(file)) {
      if (!format.recognises(bytes)) {
        throw new CheckpointException("this is no safetensors file");
      }
      format.read(bytes, tensors, new TensorAllocator(bytes.size())).forEach(metadata::putIfAbsent);
    } catch (CheckpointException e) {
      throw new CheckpointException("its file " + Printable.quote(name) + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(
          "its file " + Printable.quote(name) + " cannot be read: " + e.getMessage(), e);
    }
    tensors.forEach(
        (tensor, array) -> {
          if (!name.equals(places.get(tensor))) {
            throw new CheckpointException(
                "tensor "
                    + Printable.quote(tensor)
                    + " is in "
                    + Printable.quote(name)
                    + ", where the index does not have it");
          }
          found.put(tensor, array);
        });
  }

  private static void parse(FileBytes file, Map<String, String> places) {
    if (file.size() > MAX_LENGTH) {
      throw new CheckpointException(
          "the index has " + file.size() + " bytes; at most " + MAX_LENGTH + " are read");
    }
    try (JsonParser parser = StrictJson.parser(file.slice(0, file.size(), "the index"))) {
      StrictJson.expect(parser, JsonToken.START_OBJECT, "the index");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("weight_map") && parser.currentToken() == JsonToken.START_OBJECT) {
          StrictJson.strings(parser, places);
        } else {
          parser.skipChildren();
        }
      }
      StrictJson.end(parser);
    } catch (IOException e) {
      throw StrictJson.damaged("the index", e);
    }
    if (places.isEmpty()) {
      throw new CheckpointException(
          "this JSON has no weight_map of tensors, so it is no index of safetensors files");
    }
  }

  private static void requirePlain(String name) {
    boolean plain =
        name.matches("[A-Za-z0-9._-]{1,255}") && !name.equals(".") && !name.equals("..");
    if (!plain) {
      throw new CheckpointException(
          "the index refers to the file "
              + Printable.quote(name)
              + "; only plain names in its own folder are read");
    }
  }
}

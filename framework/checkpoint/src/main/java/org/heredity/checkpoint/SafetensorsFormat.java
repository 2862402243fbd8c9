package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Hugging Face's safetensors: the header's length in 8 bytes, a JSON header, and the tensors'
 * bytes, which it covers exactly.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
final class SafetensorsFormat implements CheckpointFormat {
  @Override
  public String name() {
    return "safetensors";
  }

  @Override
  public boolean recognises(FileBytes file) {
    if (file.size() < Long.BYTES + 2) {
      return false;
    }
    ByteBuffer start = file.slice(0, Long.BYTES + 1, "the start");
    // A length below 2^40 keeps text, which might have a brace there, apart.
    return start.get(Long.BYTES) == '{' && start.getLong(0) >>> 40 == 0;
  }

  @Override
  public Checkpoint read(FileBytes file, Path folder, Optional<String> choice) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = read(file, tensors, new TensorAllocator(file.size()));
    if (tensors.isEmpty()) {
      throw new CheckpointException("the file holds no tensors");
    }
    List<String> notes = new ArrayList<>();
    return Checkpoint.of(
        name(), NamePrefix.chosen(tensors, choice, List.of(), notes), metadata, notes);
  }

  /** Adds the file's tensors to {@code into}, and returns its metadata. */
  Map<String, String> read(FileBytes file, Map<String, INDArray> into, TensorAllocator allocator) {
    long length = file.slice(0, Long.BYTES, "the header's length").getLong();
    if (length < 2 || length > SafetensorsHeader.MAX_LENGTH) {
      throw new CheckpointException(
          "the header has "
              + Long.toUnsignedString(length)
              + " bytes; 2 to "
              + SafetensorsHeader.MAX_LENGTH
              + " are read");
    }
    ByteBuffer json = file.slice(Long.BYTES, length, "the header");
    long data = Long.BYTES + length;
    SafetensorsHeader header = SafetensorsHeader.parse(json, file.size() - data);
    for (SafetensorsHeader.Tensor tensor : header.tensors()) {
      ByteBuffer bytes =
          file.slice(
              data + tensor.begin(),
              tensor.end() - tensor.begin(),
              "tensor " + Printable.quote(tensor.name()));
      INDArray array = allocator.contiguous(tensor.name(), tensor.type(), tensor.shape(), bytes);
      if (into.put(tensor.name(), array) != null) {
        throw new CheckpointException(
            "tensor " + Printable.quote(tensor.name()) + " comes twice; the files are damaged");
      }
    }
    return header.metadata();
  }
}

package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ways in which hostile bytes get into the readers. Each ends in tensors or a {@link
 * CheckpointException}; anything else that is thrown is a finding.
 */
final class FuzzTargets {
  private static final byte[] LEGACY = Pickles.legacyStart();

  /** Of views.pth, as make_checkpoints.py writes it. */
  private static final int[] STORAGES = {16, 8, 96, 24, 48, 192, 96, 1, 0, 8};

  private static final int DATA = 132;

  private FuzzTargets() {}

  /** The bytes as a file. Says whether it was read, not refused. */
  static boolean anyFile(byte[] bytes) {
    try {
      Checkpoint read = Checkpoints.load(FileBytes.of(bytes), null, Optional.empty());
      if (read.tensors().size() == 0) {
        throw new AssertionError("a checkpoint without tensors was accepted");
      }
      read.tensors().digest();
      return true;
    } catch (CheckpointException refused) {
      if (refused.getMessage().length() > 4000) {
        throw new AssertionError("the message is too long: " + refused.getMessage());
      }
      return false;
    }
  }

  /** The bytes as a pickle in a sound zip file with views.pth's storages: past the checksums. */
  static boolean pickleInZip(byte[] pickle) {
    Map<String, byte[]> storages = new LinkedHashMap<>();
    for (int i = 0; i < STORAGES.length; i++) {
      storages.put(Integer.toString(i), new byte[STORAGES[i]]);
    }
    return anyFile(Pickles.zip(pickle, storages));
  }

  /** The bytes as what follows the first three pickles of a legacy file. */
  static boolean legacyBody(byte[] body) {
    return anyFile(Pickles.join(LEGACY, body));
  }

  /** The bytes as a pickle that is read as plain data, such as one of CIFAR's. */
  static boolean inertPickle(byte[] pickle) {
    try {
      InertPickle.dict(ByteBuffer.wrap(pickle))
          .forEach(
              (key, value) -> {
                if (value instanceof InertPickle.Array array
                    && array.position() + array.bytes().remaining() > pickle.length) {
                  throw new AssertionError("an array runs over the pickle's end");
                }
              });
      return true;
    } catch (CheckpointException refused) {
      return false;
    }
  }

  /** The bytes as the header of a safetensors file that has some data. */
  static boolean safetensorsHeader(byte[] json) {
    byte[] length = Pickles.little(8).putLong(json.length).array();
    return anyFile(Pickles.join(length, json, new byte[DATA]));
  }

  /** The bytes as an ONNX model without external data. */
  static boolean onnxModel(byte[] bytes) {
    try {
      OnnxModel model = OnnxModel.read(FileBytes.of(bytes), null);
      for (OnnxTensor tensor : model.tensors().values()) {
        if (tensor.array().length() > bytes.length) {
          throw new AssertionError("there are more numbers than bytes");
        }
      }
      return true;
    } catch (CheckpointException refused) {
      if (refused.getMessage().length() > 4000) {
        throw new AssertionError("the message is too long: " + refused.getMessage());
      }
      return false;
    }
  }
}

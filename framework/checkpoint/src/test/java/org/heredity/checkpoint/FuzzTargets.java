package org.heredity.checkpoint;

import java.util.Map;

/**
 * Ways in which hostile bytes get into the readers. Each ends in tensors or a {@link
 * CheckpointException}; anything else that is thrown is a finding.
 */
final class FuzzTargets {
  private static final byte[] LEGACY = Pickles.legacyStart();
  private static final Map<String, byte[]> STORAGES =
      Map.of("0", new byte[96], "1", new byte[24], "2", new byte[8], "3", new byte[16]);

  private FuzzTargets() {}

  /** The bytes as a file. */
  static void anyFile(byte[] bytes) {
    try {
      Checkpoint read = Checkpoints.load(FileBytes.of(bytes), null);
      if (read.tensors().size() == 0) {
        throw new AssertionError("a checkpoint without tensors was accepted");
      }
      read.tensors().digest();
    } catch (CheckpointException refused) {
      if (refused.getMessage().length() > 4000) {
        throw new AssertionError("the message is too long: " + refused.getMessage());
      }
    }
  }

  /** The bytes as a pickle in a sound zip file with a few storages: past the checksums. */
  static void pickleInZip(byte[] pickle) {
    anyFile(Pickles.zip(pickle, STORAGES));
  }

  /** The bytes as what follows the first three pickles of a legacy file. */
  static void legacyBody(byte[] body) {
    anyFile(Pickles.join(LEGACY, body));
  }

  /** The bytes as the header of a safetensors file that has some data. */
  static void safetensorsHeader(byte[] json) {
    byte[] length = Pickles.little(8).putLong(json.length).array();
    anyFile(Pickles.join(length, json, new byte[152]));
  }
}

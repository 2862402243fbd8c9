package org.heredity.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Image files whose header states another size. */
final class Forged {
  private Forged() {}

  static byte[] withSize(byte[] file, int side) {
    byte[] forged = file.clone();
    ByteBuffer big = ByteBuffer.wrap(forged);
    ByteBuffer little = ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN);
    switch (file[0] & 0xFF) {
      case 0xFF -> {
        int at = 2;
        while (file[at + 1] != (byte) 0xC0) {
          at += 2 + (big.getShort(at + 2) & 0xFFFF);
        }
        big.putShort(at + 5, (short) side).putShort(at + 7, (short) side);
      }
      case 0x89 -> {
        big.putInt(16, side).putInt(20, side);
        CRC32 crc = new CRC32();
        crc.update(forged, 12, 17);
        big.putInt(29, (int) crc.getValue());
      }
      case 'G' -> {
        int at = 13 + (3 << ((file[10] & 7) + 1));
        while (file[at] != 0x2C) {
          at++;
        }
        little.putShort(6, (short) side).putShort(8, (short) side);
        little.putShort(at + 5, (short) side).putShort(at + 7, (short) side);
      }
      case 'R' -> {
        if (file[15] == 'L') {
          int sizes = little.getInt(21);
          little.putInt(21, sizes & 0xF0000000 | side - 1 | side - 1 << 14);
        } else {
          little.putShort(26, (short) side).putShort(28, (short) side);
        }
      }
      case 'I' -> {
        int directory = little.getInt(4);
        for (int i = 0; i < little.getShort(directory); i++) {
          int at = directory + 2 + 12 * i;
          if (little.getShort(at) == 256 || little.getShort(at) == 257) {
            little.putShort(at + 2, (short) 4).putInt(at + 4, 1).putInt(at + 8, side);
          }
        }
      }
      case 'P' -> {
        String header = "P6\n" + side + " " + side + "\n255\n";
        byte[] start = header.getBytes(StandardCharsets.US_ASCII);
        byte[] rest = Arrays.copyOfRange(file, 13, file.length);
        forged = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, forged, start.length, rest.length);
      }
      default -> little.putInt(18, side).putInt(22, side);
    }
    return forged;
  }
}

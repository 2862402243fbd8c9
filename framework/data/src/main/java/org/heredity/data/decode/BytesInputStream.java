package org.heredity.data.decode;

import javax.imageio.stream.ImageInputStreamImpl;

/** An array as Image I/O reads it: no cache on disk, no copy, used again for the next array. */
final class BytesInputStream extends ImageInputStreamImpl {
  private byte[] bytes = {};

  /** Starts over with other bytes. */
  void reset(byte[] next) {
    bytes = next;
    streamPos = 0;
    flushedPos = 0;
    bitOffset = 0;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, bytes.length - streamPos);
    if (count <= 0) {
      return -1;
    }
    System.arraycopy(bytes, (int) streamPos, out, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}

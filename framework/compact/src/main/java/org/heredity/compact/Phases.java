package org.heredity.compact;

import java.util.Arrays;

/**
 * What a convolution with a stride reads, taken apart so that neighbours in the result have
 * neighbours to read: for a stride of 2 the pixels of even and of odd rows and columns, zeros
 * around the image among them. Only those are made that the kernel reads.
 */
final class Phases implements Step {
  private final Operation.Convolution conv;
  private final Value source;
  private final Value target;

  /** Along a side, kinds of rows or columns that are read. */
  private final int kinds;

  private Phases(Operation.Convolution conv, Value source, Value target) {
    this.conv = conv;
    this.source = source;
    this.target = target;
    this.kinds = kinds(conv);
  }

  private static int kinds(Operation.Convolution conv) {
    return Math.min(conv.stride(), conv.kernel());
  }

  /** Of a convolution's input. */
  static Phases of(Operation.Convolution conv, Value source, Memory memory) {
    int outSide = conv.shape(new int[] {0, source.layout().side()})[1];
    int side = outSide + (conv.kernel() - 1) / conv.stride();
    int channels = conv.in() * kinds(conv) * kinds(conv);
    Layout layout = new Layout(channels, side, 0, source.layout().images());
    return new Phases(conv, source, new Value(layout, memory.take(layout)));
  }

  Value target() {
    return target;
  }

  /** Where the first position of a place in the kernel reads. */
  int at(Layout layout, int channel, int y, int x) {
    int stride = conv.stride();
    int phase = (channel * kinds + y % stride) * kinds + x % stride;
    return layout.at(phase, y / stride, x / stride);
  }

  @Override
  public int pieces() {
    return conv.in();
  }

  @Override
  public void run(float[][] memory, int channel) {
    for (int py = 0; py < kinds; py++) {
      for (int px = 0; px < kinds; px++) {
        phase(memory, channel, py, px);
      }
    }
  }

  private void phase(float[][] memory, int channel, int py, int px) {
    float[] from = source.in(memory);
    float[] to = target.in(memory);
    Layout in = source.layout();
    Layout out = target.layout();
    int images = in.images();
    for (int y = 0; y < out.side(); y++) {
      int row = y * conv.stride() + py - conv.padding();
      int at = out.at((channel * kinds + py) * kinds + px, y, 0);
      if (row < 0 || row >= in.side()) {
        Arrays.fill(to, at, at + out.width(), 0);
        continue;
      }
      for (int x = 0; x < out.side(); x++, at += images) {
        int column = x * conv.stride() + px - conv.padding();
        if (column < 0 || column >= in.side()) {
          Arrays.fill(to, at, at + images, 0);
        } else {
          System.arraycopy(from, in.at(channel, row, column), to, at, images);
        }
      }
    }
  }
}

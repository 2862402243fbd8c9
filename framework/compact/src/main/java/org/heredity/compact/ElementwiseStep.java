package org.heredity.compact;

/**
 * A sum, a map or a rectification that no convolution could do with its own.
 *
 * @param source what is read
 * @param second added, or null
 * @param map added to every image, {@code [channels, side, side]}, or null
 * @param relu whether negative values become 0
 * @param target what is written
 */
record ElementwiseStep(Value source, Value second, float[] map, boolean relu, Value target)
    implements Step {
  @Override
  public int pieces() {
    return source.layout().channels();
  }

  @Override
  public void run(float[][] memory, int channel) {
    int side = source.layout().side();
    int images = source.layout().images();
    float[] to = target.in(memory);
    for (int y = 0; y < side; y++) {
      int begin = target.layout().at(channel, y, 0);
      int width = target.layout().width();
      System.arraycopy(source.in(memory), source.layout().at(channel, y, 0), to, begin, width);
      if (second != null) {
        int at = second.layout().at(channel, y, 0);
        for (int i = 0; i < width; i++) {
          to[begin + i] += second.in(memory)[at + i];
        }
      }
      for (int i = 0; map != null && i < width; i++) {
        to[begin + i] += map[(channel * side + y) * side + i / images];
      }
      for (int i = 0; relu && i < width; i++) {
        to[begin + i] = Math.max(0, to[begin + i]);
      }
    }
  }
}

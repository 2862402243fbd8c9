package org.heredity.compact;

/**
 * The mean over all pixels, channel by channel.
 *
 * @param source what is read
 * @param target what is written, of one pixel
 */
record AverageStep(Value source, Value target) implements Step {
  @Override
  public int pieces() {
    return source.layout().channels();
  }

  @Override
  public void run(float[][] memory, int channel) {
    Layout in = source.layout();
    float[] from = source.in(memory);
    float[] sum = new float[in.images()];
    for (int y = 0; y < in.side(); y++) {
      for (int x = 0; x < in.side(); x++) {
        int at = in.at(channel, y, x);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += from[at + i];
        }
      }
    }
    float[] to = target.in(memory);
    int at = target.layout().at(channel, 0, 0);
    for (int i = 0; i < sum.length; i++) {
      to[at + i] = sum[i] / (in.side() * in.side());
    }
  }
}

package org.heredity.compact;

/**
 * Max pooling, channel by channel.
 *
 * @param kernel takes the largest
 * @param pool its window
 * @param source what is read
 * @param target what is written
 */
record MaxPoolStep(Kernel kernel, Operation.MaxPool pool, Value source, Value target)
    implements Step {
  @Override
  public int pieces() {
    return source.layout().channels();
  }

  @Override
  public void run(float[][] memory, int channel) {
    Layout in = source.layout();
    Layout out = target.layout();
    int[] places = new int[pool.kernel() * pool.kernel()];
    for (int y = 0; y < out.side(); y++) {
      for (int x = 0; x < out.side(); x++) {
        int count = window(in, channel, y, x, places);
        int at = out.at(channel, y, x);
        kernel.max(source.in(memory), places, count, target.in(memory), at, in.images());
      }
    }
  }

  private int window(Layout in, int channel, int y, int x, int[] places) {
    int top = y * pool.stride() - pool.padding();
    int left = x * pool.stride() - pool.padding();
    int count = 0;
    for (int row = Math.max(0, top); row < Math.min(in.side(), top + pool.kernel()); row++) {
      int end = Math.min(in.side(), left + pool.kernel());
      for (int column = Math.max(0, left); column < end; column++) {
        places[count++] = in.at(channel, row, column);
      }
    }
    return count;
  }
}

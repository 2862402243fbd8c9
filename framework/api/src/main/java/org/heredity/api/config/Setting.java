package org.heredity.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a settings record: what it means, its default and its range. The
 * suite's YAML, the command line's help and the documentation derive from it. The name that users
 * write is the component's in kebab case ({@code lrMask} is {@code lr-mask}).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /**
   * What it means, with its unit.
   *
   * @return one sentence without a full stop
   */
  String value();

  /**
   * What holds if the user says nothing.
   *
   * @return a value as in YAML; empty if the user must say it
   */
  String byDefault() default "";

  /**
   * What it was called in an earlier version, in kebab case; still read, and the user is told.
   * Empty if it was always called as it is.
   *
   * @return the former name, or empty
   */
  String formerly() default "";

  /**
   * Whether a smaller number makes for less of what the settings are for, such as fewer steps of an
   * attack: below the default, figures are not those of the protocol, see {@link Settings#weaker}.
   *
   * @return false unless said
   */
  boolean strength() default false;

  /**
   * The least number allowed.
   *
   * @return the lower end of the range, which belongs to it
   */
  double min() default Double.NEGATIVE_INFINITY;

  /**
   * The greatest number allowed.
   *
   * @return the upper end of the range, which belongs to it
   */
  double max() default Double.POSITIVE_INFINITY;
}

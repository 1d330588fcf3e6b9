from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("reference", models.UUIDField(unique=True)),
                ("amount", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("paid", "Paid"),
                            ("processing", "Processing"),
                            ("payment_failed", "Payment Failed"),
                            ("pending_retry", "Pending Retry"),
                            ("refunded", "Refunded"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("payment_id", models.CharField(blank=True, max_length=64)),
                ("refund_id", models.CharField(blank=True, max_length=64)),
                ("card_last4", models.CharField(blank=True, max_length=4)),
                ("paid_at", models.DateTimeField(null=True)),
            ],
        ),
    )

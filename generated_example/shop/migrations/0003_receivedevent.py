from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("shop", "0002_dispatch"),)
    operations = (
        migrations.CreateModel(
            name="ReceivedEvent",
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
                ("key", models.CharField(max_length=64, unique=True)),
            ],
        ),
    )
